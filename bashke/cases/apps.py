"""What cases adds to the apps below, which know nothing of it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bashke.cases"

    def ready(self) -> None:
        """Models can be imported only now, so the imports stand here.

        An answer of Ask offers a referral; a post that is left takes its cases along; a case can be
        opened in an emergency, and who opens it takes part until it closes; notices of cases lead
        somewhere, and their dates stand in calendars.
        """
        from bashke.accounts.belongings import register  # noqa: PLC0415
        from bashke.ask.offers import OFFERING  # noqa: PLC0415
        from bashke.cases.climbing.telling import listen  # noqa: PLC0415
        from bashke.cases.referring.from_ask import offering  # noqa: PLC0415
        from bashke.cases.services import erasing  # noqa: PLC0415
        from bashke.cases.services.leaving import BELONGING  # noqa: PLC0415
        from bashke.cases.services.opening import open_in_emergency  # noqa: PLC0415
        from bashke.cases.tabs import register as add_tab  # noqa: PLC0415
        from bashke.cases.working.matters import CASES  # noqa: PLC0415
        from bashke.cases.working.tabs import TABS  # noqa: PLC0415
        from bashke.keys.notices import glass_broken  # noqa: PLC0415
        from bashke.office.matters import register as add_matter  # noqa: PLC0415

        if offering not in OFFERING:
            OFFERING.append(offering)
        register(BELONGING)
        if open_in_emergency not in glass_broken:
            glass_broken.append(open_in_emergency)
        listen()
        erasing.listen()
        add_matter(CASES)
        for tab in TABS:
            add_tab(tab)
