"""What pyproject.toml cannot say: every package that is found, and top-level folders that ship as packages."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["diplosim*"]),
        "diplosim.shipped.scenarios",
        "diplosim.shipped.experiments",
        "diplosim.shipped.docs",  # of the pages the numbers of the findings alone
    ]
)
