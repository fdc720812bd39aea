"""Files that people send: in memory alone, up to a size, and only where a page asks for one."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, NoReturn

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from bashke.core.origin import OwnForms

View = Callable[..., HttpResponseBase]
own_forms = decorator_from_middleware(OwnForms)

# What comes after a file that is too large is read and forgotten up to here, so that the browser
# still gets its answer; of a larger one nothing more is read.
DRAINED = 50 * 1024 * 1024
CHUNK = 64 * 1024


class NoFile(FileUploadHandler):
    """The handler of every page that asks for no file: what is sent is forgotten as it is read."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        return None


class InMemory(FileUploadHandler):
    """Keeps what is sent in memory, at most so many bytes in all: Django would write it to disk."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.connection: Any = None
        self.announced = 0
        self.received = 0
        self.parts: list[bytes] = []

    def handle_raw_input(
        self, input_data: Any, _meta: Any, content_length: int, *_rest: Any
    ) -> None:
        self.connection = input_data
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > self.most or self.announced > DRAINED:
            self.give_up()
        self.parts.append(raw_data)
        return None

    def give_up(self) -> NoReturn:
        """Read no more of the form; what was read of it before the file is there."""
        self.parts = []
        self.request.file_is_too_large = True  # type: ignore[union-attr]
        if self.announced <= DRAINED:
            # Django would drain it by lines, and keep a line of 50 MB for a moment.
            while self.connection.read(CHUNK):
                pass
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        content = b"".join(self.parts)
        return InMemoryUploadedFile(
            BytesIO(content),
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )


def takes_file(*, most: int) -> Callable[[View], View]:
    """Let a form of this view send a file of at most so many bytes; the others send none.

    The handler has to be there before anything reads the form, and the check of its token does.
    So the token is checked here, afterwards, and not by the middleware.
    """

    def decorated(view: View) -> View:
        checked = own_forms(view)

        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.upload_handlers = [InMemory(request, most)]
            return checked(request, *args, **kwargs)

        return csrf_exempt(taking)

    return decorated


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file was sent that was larger than the page takes."""
    # The form is read when somebody first asks for it.
    request.FILES  # noqa: B018
    return getattr(request, "file_is_too_large", False)
