"""Why there is no page, in one sentence for a person."""

from http import HTTPStatus
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as TLSError
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError

from crawler.middlewares.refused import Refused
from crawler.outcome import State

STATUS = {
    206: "the server sent a part of the page, and not all of it",
    401: "the page is only for those who log in",
    403: "the server refuses us this page",
    404: "the server has no such page",
    410: "the page is gone for good",
    429: "the server asks for fewer requests",
    451: "the page may not be shown for legal reasons",
}
MEDIA = {"image": "an image", "audio": "a sound file", "video": "a video", "font": "a font"}
FILES = {
    "application/pdf": "a PDF", "application/zip": "an archive", "application/epub+zip": "an e-book",
    "application/msword": "a Word document", "application/json": "JSON data",
}  # fmt: skip


def of_status(status: int, wait: float | None = None) -> str:
    """What an HTTP status other than success means. `wait`: seconds that the server asks for, too long for us."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "a status that is not in any book"
    if 300 <= status < 400:
        return f"the server redirects, but not to a web address ({status} {phrase})"
    said = STATUS.get(status) or ("the server failed" if status >= 500 else "the server gave no page")
    longer = f", and asks to be left alone for {wait:.0f} s" if wait else ""
    return f"{said} ({status} {phrase}){longer}"


def of_type(content_type: str) -> str | None:
    """Why what has this content type is no page; None where it may be one, which its bytes tell."""
    name = content_type.partition(";")[0].strip().lower()
    what = MEDIA.get(name.partition("/")[0]) or FILES.get(name)
    if what is None and name.startswith("application/vnd."):
        what = "an office document"
    return f"this is {what}, not a web page" if what else None


def of_failure(error: BaseException, request: Request) -> tuple[State, str]:
    """The state and the reason in which a request ends that met this error."""
    host = urlsplit(request.url).hostname or request.url
    if isinstance(error, Refused):
        return error.state, error.reason
    if isinstance(error, IgnoreRequest):
        return _of_refusal(str(error), request)
    if isinstance(error, DownloadFailedError):
        return "failed", _of_broken(error, host)
    timeout = request.meta.get("download_timeout", 0)
    sentences: dict[type[BaseException], str] = {
        CannotResolveHostError: f"the host name {host} does not exist, or cannot be looked up from here",
        DownloadConnectionRefusedError: f"{host} refused the connection",
        DownloadTimeoutError: f"{host} did not send the whole page within {timeout:g} s",
        DownloadCancelledError: "the page is larger than what is fetched of any",
        ResponseDataLossError: "the connection was cut before the whole page had come",
        NotSupported: "only http and https addresses can be fetched",
        UnsupportedURLSchemeError: "only http and https addresses can be fetched",
    }
    for kind, sentence in sentences.items():
        if isinstance(error, kind):
            return "failed", sentence
    said = " ".join(str(error).split()) or type(error).__name__
    return "failed", f"{host} could not be read: {said}"


def passes(why: BaseException | int) -> bool:
    """Whether what has kept us from a list, an error or a status, may be over the next time: a host that was slow or
    failed, a body that was cut. What is not there, or is kept from us, is so the next time, too."""
    if isinstance(why, int):
        return why >= 500 or why in (408, 425, 429)
    broken = (DownloadConnectionRefusedError, DownloadTimeoutError, ResponseDataLossError)
    return isinstance(why, broken) or (isinstance(why, DownloadFailedError) and not is_of_tls(why))


def puts_off(error: BaseException) -> str | None:
    """Why a list is left for another run that it is no fault of the source's not to have been read in this: its host
    has had the requests of a day, or has asked for a longer wait. None where it is a fault, as what robots.txt says is:
    that keeps us out for good."""
    if isinstance(error, Refused) and error.state == "skipped" and not error.reason.startswith("robots.txt"):
        return error.reason
    return None


def _of_refusal(message: str, request: Request) -> tuple[State, str]:
    if "redirections" in message:
        hops = {*request.meta.get("redirect_urls", ()), request.url}
        where = "to itself" if len(hops) == 1 else "in a circle, or too often"
        return "failed", f"the page redirects {where}"
    if "MAXSIZE" in message:
        return "failed", "the page, unpacked, is larger than what is fetched of any"
    return "failed", message


def is_of_tls(error: BaseException) -> bool:
    """Whether it was for the server's certificate, or the like, that there is no connection."""
    return any(isinstance(cause, (VerificationError, TLSError)) for cause in _causes(error))


def _causes(error: BaseException) -> list[BaseException]:
    return [f.value for f in getattr(error.__cause__, "reasons", ())]


def _of_broken(error: DownloadFailedError, host: str) -> str:
    for cause in _causes(error):
        if isinstance(cause, VerificationError):
            return f"the certificate of {host} is for another name"
        if isinstance(cause, TLSError):
            said = ", ".join(str(part[-1]) for part in cause.args[0]) if cause.args else ""
            if "certificate verify failed" in said:
                return f"the certificate of {host} cannot be trusted"
            return f"no secure connection to {host} could be made ({said or 'TLS'})"
    return f"{host} closed the connection without an answer"
