"""The credentials of the running program: read at the start, checked, saved, changed and forgotten.

One operation runs at a time, however long a keyring waits. A form shows the results while it is open.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.trouble import ASKED_FOR
from desktop.services import credential_service
from desktop.services.credential_service import KeyringSilentError, check_credentials
from desktop.sync.tasks import BackgroundTasks
from desktop.system.files.log import hide_in_log
from desktop.system.secrets.secret_store import SecretPlace, SecretStoreError
from desktop.system.settings.credentials import CredentialsError, from_input
from desktop.ui.setup.credentials_state import Connected, CredentialsOutcome, Stored, describe_place
from desktop.ui.text import settings_words

if TYPE_CHECKING:
    from desktop.services.backend import Backend
    from desktop.services.credential_service import CredentialService
    from desktop.system.settings.credentials import Credentials
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings
    from desktop.system.settings.settings_file import CurrentSettings
    from desktop.ui.setup.credentials_form import CredentialsForm
    from desktop.ui.window.dialog_host import DialogHost

_log = logging.getLogger(__name__)

FIRST_WAIT: Final = 3.0
"""Seconds that the start waits for the keyring. It answers within milliseconds unless it asks its owner."""
READ_AGAIN: Final = 15.0
"""Seconds before unreadable credentials are read again: somebody may have unlocked the keyring."""


class CredentialsController:
    """Runs the commands of the form (`CredentialsCommands`), and reconnects with other credentials."""

    def __init__(
        self, backend: Backend, current: CurrentSettings, service: CredentialService, dialogs: DialogHost
    ) -> None:
        self._backend = backend
        self._current = current
        self._service = service
        self._prompts = dialogs.prompts
        self._show_toast = dialogs.show_toast
        self.form: CredentialsForm | None = None
        """The form, once there is one."""
        self.stored = Stored.NOT_AT_ALL
        """The place of the credentials in use."""
        self._checked: Credentials | None = None
        """Credentials that work and are not in use yet."""
        self._restaurants: tuple[str, ...] = ()
        self._tasks = BackgroundTasks(self)
        self._saving: set[asyncio.Task[None]] = set()
        """Credentials that are being written."""
        self._saved_late = False
        """Whether a keyring that is no longer waited for may write credentials, or has written some."""
        self._reading: asyncio.Task[Credentials | None] | None = None
        self._reading_for = ""
        """The address that credentials are being read for."""
        self._lock = asyncio.Lock()

    @property
    def connected(self) -> Connected:
        """The credentials in use."""
        return Connected(self.stored, self._restaurant_names())

    @property
    def removable(self) -> bool:
        """Whether there are credentials that can be removed here."""
        return self.stored not in {Stored.NOT_AT_ALL, Stored.ENVIRONMENT}

    @property
    def state(self) -> str:
        """The place of the credentials in words; "" where there are none, or where `warning` names it."""
        return "" if self.stored is Stored.FILE else describe_place(self.stored)

    @property
    def warning(self) -> str:
        """A lasting problem with the credentials, or ""."""
        if self.stored is Stored.NOT_AT_ALL:
            return str(settings_words.NO_CREDENTIALS)
        return describe_place(self.stored) if self.stored is Stored.FILE else ""

    def check(self, token: str, app: str, rest: str) -> None:
        """Check typed credentials with the vendor: token, app secret key, restaurant secret key."""
        self._tasks.start(self._check(token, app, rest), "check credentials")

    def use_checked(self) -> None:
        """Go on with the checked credentials, although they open other restaurants."""
        self._tasks.start(self._use_checked(), "use credentials")

    def save_in_keyring(self) -> None:
        """Try the keyring again with the checked credentials."""
        self._tasks.start(self._save(SecretPlace.KEYRING), "save credentials")

    def save_in_file(self) -> None:
        """Save the checked credentials in a private file."""
        self._tasks.start(self._save(SecretPlace.FILE), "save credentials")

    def use_until_quit(self) -> None:
        """Use the checked credentials, and save them nowhere."""
        self._tasks.start(self._save(SecretPlace.NOWHERE), "use credentials")

    def drop_checked(self) -> None:
        """Drop the checked credentials: they were the wrong ones."""
        self._tasks.start(self._drop_checked(), "drop credentials")

    def forget(self) -> None:
        """Forget the credentials in use and disconnect, after a person has confirmed it."""
        self._prompts.ask_forget_key(self._start_to_forget)

    def _start_to_forget(self) -> None:
        self._tasks.start(self._forget(), "forget credentials")

    async def start(self) -> None:
        """Connect with the credentials of the environment, or with the stored ones."""
        options, settings = self._backend.options, self._current.settings
        async with self._lock:
            if options.credentials is not None:
                # From the environment, or typed before the window was built again in another language.
                stored = _STORED_IN.get(settings.secret_place, Stored.UNTIL_QUIT)
                self.stored = Stored.ENVIRONMENT if "credentials" in options.fixed else stored
                await self._backend.connect()
            elif not settings.secret_place:
                # After a crash or an automatic start perhaps nobody is there: the alarm has to ring for the credentials.
                alone = options.minimised or options.crashed_at is not None
                await self._backend.connect(ASKED_FOR if settings.key_is_asked_for and alone else None)
            else:
                unreadable = await self._read(options)
                await self._backend.connect(unreadable)
                if unreadable is not None:
                    self._tasks.start(self._read_again(), "read credentials")

    async def close(self) -> None:
        """Cancel all operations."""
        self._withdraw(self._backend.options)
        # Its calls to the keyring start before the tasks are cancelled.
        await asyncio.sleep(0)
        await self._tasks.close()

    def follow_settings(self) -> None:
        """Apply the address and the interval of the settings; of many changes the last one counts."""
        self._tasks.start(self._follow_settings(), "follow settings")

    async def _follow_settings(self) -> None:
        async with self._lock:
            await self._follow(self._current.settings)

    def task_failed(self, name: str, error: BaseException) -> None:
        """Show that an operation failed unexpectedly."""
        del name
        self._show(CredentialsOutcome(False, str(settings_words.UNEXPECTED), type(error).__name__))

    def _restaurant_names(self) -> tuple[str, ...]:
        if self._checked is None and self._restaurants:
            return self._restaurants
        return tuple(branch.name for branch in self._backend.restaurant.branches.known)

    async def _read(self, options: Options) -> str | None:
        """Use the stored credentials; returns why they cannot be read, None where that worked."""
        if self._reading is None or self._reading.done() or self._reading_for != options.base_url:
            self._reading_for = options.base_url
            self._reading = asyncio.ensure_future(self._service.read(options))
            self._reading.add_done_callback(_mark_as_seen)
        try:
            # A keyring may ask its owner. Orders do not arrive meanwhile, and the alarm has to ring for that.
            async with asyncio.timeout(FIRST_WAIT):
                credentials = await asyncio.shield(self._reading)
        except TimeoutError:
            return ""
        except SecretStoreError as error:
            _log.warning("the credentials cannot be read: %s", error)
            return str(error)
        self._use(options, credentials, _STORED_IN[options.secret_place])
        return None

    async def _read_again(self) -> None:
        while True:
            await asyncio.sleep(READ_AGAIN)
            async with self._lock:
                if self._backend.options.credentials is not None or not self._current.settings.secret_place:
                    return
                unreadable = await self._read(self._backend.options)
                if unreadable is None:
                    await self._backend.reconnect(self._backend.options)
                    self._update_form()
                    return

    def _use(self, options: Options, credentials: Credentials | None, stored: Stored) -> None:
        self.stored = Stored.NOT_AT_ALL if credentials is None else stored
        changed = msgspec.structs.replace(options, credentials=credentials)
        hide_in_log(changed.secrets)
        self._backend.options = changed

    async def _check(self, token: str, app: str, rest: str) -> None:
        """Check typed credentials with the vendor; save it where there is a keyring."""
        async with self._lock:
            try:
                credentials = from_input(token, app, rest)
            except CredentialsError as error:
                self._show(CredentialsOutcome(works=False, sentence=str(error)))
                return
            options = self._backend.options
            hide_in_log(msgspec.structs.replace(options, credentials=credentials).secrets)
            result = await check_credentials(options, credentials)
            sentence = str(result.message)
            if not result.works:
                self._show(CredentialsOutcome(works=False, sentence=sentence, detail=result.detail))
                return
            self._checked, self._restaurants = credentials, result.restaurants
            if before := self._replaced_restaurants(result.restaurants):
                # Orders are acknowledged for everybody: no poll before a person has confirmed the other restaurant.
                self._show(CredentialsOutcome(True, sentence, "", result.restaurants, instead_of=before))
            else:
                await self._save_checked()

    def _replaced_restaurants(self, opened: tuple[str, ...]) -> tuple[str, ...]:
        """Return the present restaurants where credentials open none of them; else nothing."""
        before = tuple(branch.name for branch in self._backend.restaurant.branches.known)
        same = {" ".join(name.split()) for name in opened} & set(before)
        return () if same else before

    async def _use_checked(self) -> None:
        async with self._lock:
            if self._checked is not None:
                await self._save_checked()

    async def _save_checked(self) -> None:
        """Save the checked credentials in the keyring, or ask for a place where there is none."""
        if await self._service.has_keyring():
            await self._save_in(SecretPlace.KEYRING)
        else:
            self._show(CredentialsOutcome(True, "", "", self._restaurants, asks_where=True))

    async def _save(self, place: SecretPlace) -> None:
        async with self._lock:
            await self._save_in(place)

    async def _drop_checked(self) -> None:
        async with self._lock:
            self._checked, self._restaurants = None, ()
            self._withdraw(self._backend.options)

    async def _save_in(self, place: SecretPlace) -> None:
        """Save the checked credentials, and use them."""
        credentials, options = self._checked, self._backend.options
        if credentials is None:
            return
        if place is SecretPlace.KEYRING and self.form is not None:
            self.form.show_saving(self._restaurants)
        saving = asyncio.ensure_future(self._service.save(options, credentials, place))
        self._saving.add(saving)
        saving.add_done_callback(self._saving.discard)
        try:
            async with asyncio.timeout(credential_service.OWNER_WAIT):
                await asyncio.shield(saving)
        except TimeoutError:
            # The owner may still answer the keyring; people who wait for orders need not wait for that.
            self._saved_late = True
            self._ask_for_place(KeyringSilentError())
            self._tasks.start(self._use_late(saving, credentials, place), "save credentials")
        except SecretStoreError as error:
            # A keyring that does not save is as good as none: people choose.
            self._ask_for_place(error)
        else:
            await self._use_saved(credentials, place)

    def _ask_for_place(self, error: SecretStoreError) -> None:
        """Let people choose another place, after one did not save the credentials."""
        _log.warning("the credentials cannot be saved: %s", error)
        self._show(CredentialsOutcome(True, "", str(error), self._restaurants, asks_where=True))

    async def _use_late(
        self, saving: asyncio.Task[None], credentials: Credentials, place: SecretPlace
    ) -> None:
        """Use credentials that a keyring saved at last, unless people have chosen others meanwhile."""
        try:
            await saving
        except SecretStoreError:
            return
        async with self._lock:
            if self._checked is credentials:
                await self._use_saved(credentials, place)

    def _withdraw(self, options: Options) -> None:
        """Cancel credentials that wait for the keyring.

        Those that the keyring is writing, or has written too late, are replaced with the ones in use, or removed where
        those are stored elsewhere. This happens after the earlier calls, so it does not remove newer ones.

        Args:
            options: with the credentials in use and their place.
        """
        waiting = [saving for saving in self._saving if not saving.done()]
        for saving in waiting:
            saving.cancel()
        if not waiting and not self._saved_late:
            return
        self._saved_late = False
        if options.secret_place != SecretPlace.KEYRING:
            self._tasks.start(self._service.discard(SecretPlace.KEYRING), "discard credentials")
        elif options.credentials is not None:
            restoring = self._service.restore_in_keyring(options, options.credentials)
            self._tasks.start(restoring, "restore credentials")

    async def _use_saved(self, credentials: Credentials, place: SecretPlace) -> None:
        self._checked = None
        before = self._backend.options
        self._current.choose(secret_place=place.value, key_is_asked_for=place is SecretPlace.NOWHERE)
        options = msgspec.structs.replace(before, secret_place=place.value)
        self._use(options, credentials, _STORED_IN.get(place.value, Stored.UNTIL_QUIT))
        if place is SecretPlace.KEYRING:
            self._saved_late = False
        self._withdraw(self._backend.options)
        await self._backend.reconnect(self._backend.options)
        self._show_connected()
        # Last: a keyring may ask its owner, and orders must not wait for that.
        await self._service.discard_elsewhere(before, place)

    async def _forget(self) -> None:
        """Forget the credentials, and disconnect."""
        async with self._lock:
            options = self._backend.options
            # Credentials that a keyring is still saving are not used either.
            self._checked, self._restaurants = None, ()
            # Starts at once, so that it also works if the program quits a moment later. The program disconnects without
            # waiting for the keyring.
            forgetting = asyncio.ensure_future(self._service.forget(options))
            forgetting.add_done_callback(_mark_as_seen)
            self._use(msgspec.structs.replace(options, secret_place=""), None, Stored.NOT_AT_ALL)
            self._current.choose(secret_place="", key_is_asked_for=False)
            self._withdraw(self._backend.options)
            await self._backend.reconnect(self._backend.options)
            self._show_connected()
            try:
                await forgetting
            except SecretStoreError as error:
                self._show_toast(str(error))
            else:
                self._show_toast(str(settings_words.KEY_WAS_REMOVED))

    async def _follow(self, settings: Settings) -> None:
        """Apply settings.

        Raises:
            OptionError: a setting has a value that cannot be used.
        """
        before = self._backend.options
        options = before.following(settings)
        if options == before:
            return
        if (options.base_url, options.poll_seconds) == (before.base_url, before.poll_seconds):
            self._backend.follow(options)
            return
        unreadable = None
        if options.base_url != before.base_url and "credentials" in options.fixed:
            self.stored = Stored.ENVIRONMENT
        elif options.base_url != before.base_url:
            # Credentials are for one address, and are sent to no other.
            if self.stored is Stored.ENVIRONMENT:
                self.stored = Stored.NOT_AT_ALL
            self._checked, self._restaurants = None, ()
            self._withdraw(before)
            self._backend.options = msgspec.structs.replace(options, credentials=None)
            unreadable = await self._read(self._backend.options) if settings.secret_place else None
            options = self._backend.options
        await self._backend.reconnect(options, unreadable)
        self._update_form(elsewhere=options.base_url != before.base_url)
        if unreadable is not None:
            self._tasks.start(self._read_again(), "read credentials")

    def _show(self, outcome: CredentialsOutcome) -> None:
        if self.form is not None:
            self.form.show_outcome(outcome)

    def _show_connected(self) -> None:
        if self.form is not None:
            self.form.show_connected(self.connected)

    def _update_form(self, *, elsewhere: bool = False) -> None:
        if self.form is not None:
            self.form.update_connected(self.connected, elsewhere=elsewhere)


_STORED_IN: Final = {"keyring": Stored.KEYRING, "file": Stored.FILE}


def _mark_as_seen(task: asyncio.Task[Any]) -> None:
    """Take the exception of a task that perhaps nobody awaits any more: it is no crash."""
    if not task.cancelled():
        task.exception()
