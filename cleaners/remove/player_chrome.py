"""The buttons, counters and notes of audio and video players."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """audio-player audio-controls video-player video-controls media-player player-controls player-wrapper
    podcast-player wp-audio-shortcode wp-video mejs-container mejs-controls mejs-offscreen jw-controls jwplayer
    jw-player vjs-control-bar video-js plyr-controls speechify-ignore speech-player text-to-speech tts-player
    listen-button listen-article article-audio audio-article beyondwords-player trinity-player
    trinity-tts""".split()
)
"""Players (MediaElement, JW Player, Video.js, Plyr, …), read-aloud services, and hand-made ones."""


def player_chrome(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of player_chrome.toml."""
    return Containers("player_chrome", WORDS, "works a player", phrases)
