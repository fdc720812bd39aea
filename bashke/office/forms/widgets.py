"""Form fields as the pages draw them."""

from django import forms


def text(**more: str) -> forms.TextInput:
    return forms.TextInput({"class": "govuk-input", **more})


def choice() -> forms.Select:
    return forms.Select({"class": "govuk-select"})


def day() -> forms.DateInput:
    return forms.DateInput(
        {"class": "govuk-input govuk-input--width-10", "type": "date"}, "%Y-%m-%d"
    )


def moment() -> forms.DateTimeInput:
    attrs = {"class": "govuk-input app-input--moment", "type": "datetime-local"}
    return forms.DateTimeInput(attrs, "%Y-%m-%dT%H:%M")


def tick() -> forms.CheckboxInput:
    return forms.CheckboxInput({"class": "govuk-checkboxes__input"})
