"""What each endpoint that takes more than an id may be sent; anything else is refused."""

from stripe_simulator import forms
from stripe_simulator.forms import Reader

_EXPAND = {"expand": forms.each(forms.text)}
NOTHING = forms.group(optional=_EXPAND)

_ITEM = forms.group(
    required={
        "price_data": forms.group(
            required={
                "currency": forms.currency,
                "unit_amount": forms.positive,
                "product_data": forms.group(
                    required={"name": forms.text},
                    optional={"description": forms.text, "metadata": forms.metadata},
                ),
            }
        )
    },
    optional={"quantity": forms.positive},
)
_SETUP = forms.one_of("off_session", "on_session")
SESSION = forms.group(
    required={"mode": forms.one_of("payment", "setup"), "success_url": forms.url},
    optional={
        "cancel_url": forms.url,
        "client_reference_id": forms.text,
        "currency": forms.currency,
        "customer": forms.text,
        "customer_creation": forms.one_of("always", "if_required"),
        "customer_email": forms.text,
        "expires_at": forms.whole,
        "line_items": forms.each(_ITEM),
        "locale": forms.text,
        "metadata": forms.metadata,
        "payment_intent_data": forms.group(
            optional={
                "description": forms.text,
                "metadata": forms.metadata,
                "receipt_email": forms.text,
                "setup_future_usage": _SETUP,
                "statement_descriptor_suffix": forms.text,
            }
        ),
        "payment_method_types": forms.each(forms.one_of("card")),
        "setup_intent_data": forms.group(optional={"description": forms.text, "metadata": forms.metadata}),
        "submit_type": forms.one_of("auto", "book", "donate", "pay"),
        "ui_mode": forms.one_of("hosted_page"),
        **_EXPAND,
    },
)
_INTENT_CHANGES: dict[str, Reader] = {
    "customer": forms.text,
    "description": forms.text,
    "metadata": forms.metadata,
    "payment_method": forms.text,
    "receipt_email": forms.text,
    "setup_future_usage": _SETUP,
    "statement_descriptor_suffix": forms.text,
}
CONFIRMATION: dict[str, Reader] = {
    "off_session": forms.flag,
    "return_url": forms.url,
}
INTENT = forms.group(
    required={"amount": forms.positive, "currency": forms.currency},
    optional={
        **_INTENT_CHANGES,
        **CONFIRMATION,
        "automatic_payment_methods": forms.group(
            required={"enabled": forms.flag}, optional={"allow_redirects": forms.one_of("always", "never")}
        ),
        "confirm": forms.flag,
        "payment_method_types": forms.each(forms.one_of("card")),
        **_EXPAND,
    },
)
SETUP_INTENT = forms.group(
    optional={
        "confirm": forms.flag,
        "customer": forms.text,
        "description": forms.text,
        "metadata": forms.metadata,
        "payment_method": forms.text,
        "payment_method_types": forms.each(forms.one_of("card")),
        "return_url": forms.url,
        "usage": _SETUP,
        **_EXPAND,
    }
)
SETUP_CONFIRMATION = forms.group(optional={"payment_method": forms.text, "return_url": forms.url, **_EXPAND})
CUSTOMER = forms.group(
    optional={
        "description": forms.text,
        "email": forms.text,
        "metadata": forms.metadata,
        "name": forms.text,
        "phone": forms.text,
        "preferred_locales": forms.each(forms.text),
        **_EXPAND,
    }
)
REFUND = forms.group(
    optional={
        "amount": forms.positive,
        "charge": forms.text,
        "metadata": forms.metadata,
        "payment_intent": forms.text,
        "reason": forms.one_of("duplicate", "fraudulent", "requested_by_customer"),
        **_EXPAND,
    }
)
CANCELLATION = forms.group(
    optional={
        "cancellation_reason": forms.one_of("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
        **_EXPAND,
    }
)
INTENT_CHANGE = forms.group(
    optional={"amount": forms.positive, "currency": forms.currency, **_INTENT_CHANGES, **_EXPAND}
)
INTENT_CONFIRMATION = forms.group(optional={"payment_method": forms.text, **CONFIRMATION, **_EXPAND})
ATTACHMENT = forms.group(required={"customer": forms.text}, optional=_EXPAND)
