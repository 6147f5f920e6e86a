"""Packages of a menu and their neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from diplosim.policies.menus import Menu, Package, package_table

MENUS = st.builds(
    Menu,
    D=st.sampled_from([(12,), (12, 60), (12, 36, 60)]),
    c=st.sampled_from([(0.0,), (0.15, 0.3)]),
    k=st.sampled_from([(0, 1), (1,), (0, 1, 2)]),
    r=st.sampled_from([(0,), (0, 1, 2)]),
    f=st.sampled_from([(0,), (0, 1)]),
    q=st.sampled_from([(0, 1), (2,)]),
    g=st.sampled_from([(0,), (0, 1, 2), (3,)]),
)


@given(MENUS, st.sampled_from(Package._fields), st.data())
def test_neighbours_are_the_packages_that_differ_in_one_issue_only(
    menu: Menu, issue: str, data: st.DataObject
) -> None:
    table = package_table(menu)
    i = data.draw(st.integers(0, len(table.packages) - 1))
    o = table.packages[i]
    by_search = [
        j
        for j, other in enumerate(table.packages)
        if j != i and other._replace(**{issue: getattr(o, issue)}) == o
    ]
    assert table.neighbours(i, issue) == by_search
