"""Packages of a menu and their neighbours."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from diplosim.policies.levers import ACCESS_LEVELS, MONEY_LEVELS, STATUS_QUO
from diplosim.policies.menus import Menu, Package, Seat, menu_for, package_table

MENUS = st.builds(
    Menu,
    D=st.sampled_from([(12,), (12, 60), (12, 36, 60)]),
    c=st.sampled_from([(0.0,), (0.15, 0.3)]),
    k=st.sampled_from([(0, 1), (1,), (0, 1, 2)]),
    r=st.sampled_from([(0,), (0, 1, 2)]),
    f=st.sampled_from([(0,), (0, 1)]),
    q=st.sampled_from([(0, 1), (2,)]),
    g=st.sampled_from([(0,), (0, 1, 2), (3,)]),
    x=st.sampled_from([MONEY_LEVELS, (0.3,)]),
    a=st.sampled_from([ACCESS_LEVELS, (0.8,)]),
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


def contents(on: bool, *, health_fund: bool = False, **levers: object) -> tuple[int, ...]:
    seat = Seat(rival=False, pooled=False, health_fund=health_fund, broad=False)
    return menu_for(replace(STATUS_QUO, **levers), ("un",), seat, False, on).g


def test_contents_on_offer() -> None:
    """Supplies, equipment and training; comprehensive programmes bring the mixture, unless a policy names contents."""
    assert contents(False) == contents(False, comp=1.0, menu_g=("training",)) == (0,)
    assert contents(True) == (0, 1, 2)
    assert contents(True, comp=0.5) == (3,)
    assert contents(True, menu_g=("mixture", "training")) == (2, 3)
    assert contents(True, comp=1.0, menu_g=("training",)) == (2,)


def test_no_policy_narrows_what_a_health_fund_gives_but_a_comprehensive_one() -> None:
    assert contents(True, health_fund=True, menu_g=("training",)) == (0, 1, 2)
    assert contents(True, health_fund=True, menu_g=("training",), comp=1.0) == (3,)
