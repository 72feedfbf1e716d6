"""The clinic's actions, made ready."""

from __future__ import annotations

from rasa_sdk.interfaces import Action

from actions.answer_topic import ActionAnswerTopic
from actions.asides import ActionAnswerAside
from actions.ask_booking import (
    ActionAskBookingConfirmed,
    ActionAskBookingSlot,
    ActionAskOwnPhone,
)
from actions.ask_facts_confirmed import ActionAskFactsConfirmed
from actions.ask_new_or_worse import ActionAskNewOrWorse
from actions.ask_pain_duration import ActionAskPainDuration
from actions.ask_screens import ActionAskScreen
from actions.ask_self_harm_check import ActionAskSelfHarmCheck
from actions.ask_which_is_right import ActionAskWhichIsRight
from actions.begin import (
    ActionBeginTriage,
    ActionBreakIntoBooking,
    ActionDeclineComplaint,
    ActionGoOn,
    ActionGoOnWhereTold,
    ActionIntroduce,
    ActionRestart,
    ActionSessionStart,
    ActionStop,
)
from actions.booking.assembly import Booking
from actions.booking.requests import ContactRequests
from actions.booking.wish_reading import WishReader
from actions.care import Care
from actions.change_booking import ActionChangeBooking
from actions.change_request import ActionChangeRequest
from actions.decide_disposition import ActionDecideDisposition
from actions.explain import ActionExplain, ActionExplainQuestion
from actions.finish_booking import ActionFinishBooking
from actions.give_advice import ActionGiveAdvice, ActionGiveMoreAdvice
from actions.hand_off import ActionHandOff
from actions.hearing_visit import VisitEar
from actions.not_understood import ActionNotUnderstood
from actions.offer_next_step import ActionOfferNextStep
from actions.questions_first import ActionQuestionsFirst
from actions.queue.desk import StaffDesk
from actions.recheck import ActionRecheck
from actions.respond_to_red_flags import ActionRespondToRedFlags
from actions.slots import SCREENS
from actions.submit_contact import ActionSubmitContact
from actions.take_contact import ActionDeclineOffer, ActionTakeContact, ValidateContactForm
from actions.take_refusal import ActionTakeRefusal
from actions.validate_booking_form import ValidateBookingForm
from actions.validate_slot_mappings import ActionValidateSlotMappings
from actions.validate_triage_form import ValidateTriageForm
from actions.visits import Visits


def triage_actions(
    care: Care, desk: StaffDesk, visits: Visits, reader: WishReader, booking: Booking
) -> tuple[Action, ...]:
    """Return the actions that ask, decide and answer."""
    ear = VisitEar(reader, visits.calendar.zone)
    return (
        ActionValidateSlotMappings(care.protocol, desk, ear),
        ValidateTriageForm(care.protocol),
        ActionSessionStart(),
        ActionRestart(),
        ActionIntroduce(),
        ActionBeginTriage(),
        ActionBreakIntoBooking(visits),
        ActionGoOn(),
        ActionGoOnWhereTold(),
        ActionStop(care, visits),
        ActionAskSelfHarmCheck(care),
        ActionAskNewOrWorse(care),
        ActionAskWhichIsRight(care),
        *(ActionAskScreen(care, screen) for screen in SCREENS),
        ActionAskPainDuration(),
        ActionAskFactsConfirmed(care),
        ActionRespondToRedFlags(care, desk, visits),
        ActionDecideDisposition(care, desk),
        ActionGiveAdvice(care, booking.rechecks),
        ActionGiveMoreAdvice(care),
        ActionOfferNextStep(care, visits),
        ActionExplain(care),
        ActionExplainQuestion(),
        ActionAnswerAside(care),
        ActionNotUnderstood(care),
        ActionHandOff(care),
        ActionRecheck(),
        ActionAnswerTopic(care),
        ActionDeclineComplaint(),
    )


def visit_actions(
    care: Care,
    desk: StaffDesk,
    visits: Visits,
    reader: WishReader,
    requests: ContactRequests,
) -> tuple[Action, ...]:
    """Return the actions that take names and numbers, and book, move and cancel visits."""
    return (
        ActionTakeContact(care, visits),
        ValidateContactForm(care),
        ActionSubmitContact(care, desk, requests),
        ActionDeclineOffer(care, visits, reader),
        ActionTakeRefusal(care, visits, reader),
        ActionQuestionsFirst(),
        ValidateBookingForm(visits),
        ActionAskBookingSlot(visits),
        ActionAskOwnPhone(visits),
        ActionAskBookingConfirmed(visits),
        ActionFinishBooking(visits, requests),
        ActionChangeBooking(visits, reader),
        ActionChangeRequest(requests),
    )
