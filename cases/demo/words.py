"""Invented words of the work, from the stock of sentences in `data/demo/`."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cases.demo.people import Person, phone, rows_of
from cases.models import Client
from partners.models import Agency

PARTS = ("open", "state", "fact", "family", "ask", "note")
VIOLENT = ("spouse_violence", "dating_violence", "family_violence")
VIOLENCE_SHARES = {"physical": 0.6, "psychological": 0.75, "sexual": 0.15, "economic": 0.3, "social": 0.2}
WISHES = ("leave_home", "safe_place", "housing", "money_work", "divorce_law")
STEPS_LEFT = 8  # of the invented next steps that are past, one in so many is not done
SLOT = re.compile(r"\{(\w+)\}")


class Words:
    """Composes texts and draws codes; a text is built from sentences that fit the main complaint."""

    def __init__(self, stock: Path, rng: random.Random) -> None:
        self.rng = rng
        self.slots = self._by(stock / "slots.csv", "slot", "value")
        self.notes = self._by(stock / "notes.csv", "kind", "text")
        self.contacts = self._by(stock / "safe_contact.csv", "kind", "text")
        self.support = rows_of(stock / "support.csv")
        self.sentences: dict[tuple[str, str], list[str]] = {}
        for row in rows_of(stock / "narrative.csv"):
            self.sentences.setdefault((row["main_complaint"], row["part"]), []).append(row["text"])
        self.weights: dict[str, tuple[list[str], list[int]]] = {}
        for row in rows_of(stock / "weights.csv"):
            codes, weights = self.weights.setdefault(row["list"], ([], []))
            codes.append(row["code"])
            weights.append(int(row["weight"]))

    @staticmethod
    def _by(place: Path, key: str, value: str) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for row in rows_of(place):
            grouped.setdefault(row[key], []).append(row[value])
        return grouped

    def code(self, list_name: str) -> str:
        """One code, as often as it comes in the field."""
        codes, weights = self.weights[list_name]
        return self.rng.choices(codes, weights)[0]

    def fill(self, text: str) -> str:
        """Put a word into each slot of a sentence."""
        return SLOT.sub(lambda found: self.rng.choice(self.slots[found[1]]), text)

    def note(self, kind: str, share: float = 1.0) -> str:
        """One note of a kind, in this share of the cases."""
        return self.fill(self.rng.choice(self.notes[kind])) if self.rng.random() < share else ""

    def narrative(self, complaint: str, *, first: bool) -> str:
        """Three to eight sentences: how it began, what happened, the state of things, the request."""
        told = []
        for part in PARTS:
            if part == "open" and not first:
                continue
            stock = self.sentences.get((complaint, part), []) + (
                self.sentences.get(("any", part), []) if part != "fact" else []
            )
            wanted = self.rng.choice((1, 2, 2, 3)) if part == "fact" else self.rng.choice((0, 1, 1))
            told += [self.fill(text) for text in self.rng.sample(stock, min(wanted, len(stock)))]
        return "\n".join(told) if self.rng.random() < 0.3 else "".join(told)

    def client(self, person: Person, agency: Agency, now: datetime) -> dict[str, Any]:
        """What is known of a client beside her name."""
        rng = self.rng
        birth: dict[str, Any] = {"year": person.born.year, "month": person.born.month, "day": person.born.day}
        if rng.random() < 0.15:
            birth = {"year": person.born.year, "month": None, "day": None} if rng.random() < 0.5 else {}
        children = rng.choice((0, 0, 1, 1, 2, 2, 3))
        do, never, say = (self.fill(rng.choice(self.contacts[kind])) for kind in ("do", "dont", "name"))
        return {
            "birth": birth,
            "sex": self.code("sex"),
            "phone": phone(rng) if rng.random() < 0.8 else "",
            "safe_contact": do,
            "never_contact": never,
            "caller_name_to_give": say if rng.random() < 0.7 else "",
            "current_place": self.note("demo_place", 0.7),
            "daily_places": self.note("demo_daily", 0.4),
            "children_count": children,
            "children_note": self.note("children", 0.7) if children else "",
            "health_note": self.note("health", 0.35),
            "other_party_note": self.note("other_party", 0.6),
            "office_note": self.note("office", 0.2),
        }

    def contact(
        self, client: Client | None, moment: datetime, now: datetime, *, first: bool
    ) -> dict[str, Any]:
        """One consultation: codes that fit together and words that fit the codes."""
        rng = self.rng
        complaint = self.code("main_complaint")
        method = self.code("contact_method")
        violent = complaint in VIOLENT
        support = rng.sample(self.support, rng.choice((1, 2, 2, 3)))
        facts = {
            "minutes": max(3, round(rng.lognormvariate(3.2, 0.6))) % 180,
            "method": method,
            "contact_kind": "new" if first or client is None else "continuing",
            "caller": self.code("caller"),
            "route": self.code("route"),
            "main_complaint": complaint,
            "sex": client.sex if client else self.code("sex"),
            "age_band": self._age_band(client, moment),
            "partner_relation": self.code("partner_relation") if violent else "",
            "violence_types": self._violence() if violent else [],
            "harm_types": [],
            "needs_interpreter": rng.random() < 0.03,
            "is_disabled": rng.random() < 0.06,
            "narrative": self.narrative(complaint, first=first or client is None),
            "support_activities": list(dict.fromkeys(row["support_activity"] for row in support)),
            "support_text": "".join(self.fill(row["text"]) for row in support),
            "whereabouts_note": self.note("whereabouts", 0.1),
            "children_note": self.note("children", 0.2),
            "wishes": rng.sample(
                ("leave_home", "safe_place", "housing", "money_work", "divorce_law"), rng.choice((0, 1, 2))
            ),
            "unmet_needs": [],
        }
        if client is None and rng.random() < 0.3:
            facts["caller_kana"] = rng.choice(self.slots["alias"])
        if moment > now - timedelta(days=21) and rng.random() < 0.45:
            facts["next_steps"] = [
                rng.choice(("call_back", "visit_appointment", "accompany", "wait_for_contact"))
            ]
            facts["next_on"] = day = (moment + timedelta(days=rng.randint(1, 30))).date()
            if day < now.date() and moment.minute % STEPS_LEFT:
                facts["next_done_at"] = now
        return facts

    def _violence(self) -> list[str]:
        kinds = ["physical", "psychological", "sexual", "economic", "social"]
        return [
            kind
            for kind, share in zip(kinds, (0.6, 0.75, 0.15, 0.3, 0.2), strict=True)
            if self.rng.random() < share
        ]

    def _age_band(self, client: Client | None, moment: datetime) -> str:
        if client is None or not client.birth.get("year"):
            return self.code("age_band")
        age = moment.year - client.birth["year"]
        if age < 20:
            return "under_20"
        return "60_over" if age >= 60 else f"{age // 10 * 10}s"
