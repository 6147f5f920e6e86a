"""What pyproject.toml cannot say: every package that is found, and two top-level folders that ship as packages."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["diplosim*"]),
        "diplosim.shipped.scenarios",
        "diplosim.shipped.experiments",
    ]
)
