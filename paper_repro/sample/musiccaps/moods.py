"""What music feels like and what it is for, as MusicCaps' authors put it: from styles and sounds to moods and uses."""

from __future__ import annotations

from collections.abc import Mapping

# Mood -> words for it, the commonest first.
# fmt: off
MOOD: dict[str, tuple[str, ...]] = {
    "emotional": (
        "emotional", "sentimental", "romantic", "poignant", "touching", "melancholic", "heartfelt", "longing",
        "nostalgic", "bittersweet", "moving", "yearning", "wistful", "aching", "tearful", "vulnerable", "reminiscent",
        "intimate", "lovesick", "tender hearted", "stirring",
    ),
    "passionate": (
        "passionate", "soulful", "expressive", "powerful", "heartfelt", "intense", "fervent", "story telling",
        "inspiring", "sensual", "devoted", "intimate", "burning", "ardent", "heart wrenching", "dramatic", "bold",
        "sincere", "lovelorn", "theatrical",
    ),
    "energetic": (
        "energetic", "exciting", "spirited", "enthusiastic", "lively", "vibrant", "upbeat", "youthful", "powerful",
        "animated", "vigorous", "vivacious", "engaging", "intense", "dynamic", "high energy", "electrifying", "fiery",
        "bubbly", "rousing", "peppy", "feisty", "zealous", "frenetic", "invigorating", "pumped up", "boisterous",
        "bold", "hyperactive",
    ),
    "happy": (
        "happy", "fun", "cheerful", "joyful", "upbeat", "playful", "positive", "easygoing", "uplifting", "lively",
        "buoyant", "carefree", "bright", "bubbly", "festive", "sunny", "jolly", "heartwarming", "optimistic",
        "whimsical", "childlike", "light hearted", "merry", "feel good", "amusing", "giddy",
    ),
    "aggressive": (
        "aggressive", "intense", "loud", "angry", "rebellious", "heavy", "harsh", "chaotic", "fierce", "brutal",
        "sonic power", "manic", "raging", "furious", "violent", "menacing", "hostile", "dissonant", "relentless",
        "savage", "crushing", "vengeful",
    ),
    "calm": (
        "relaxing", "calming", "mellow", "soothing", "soft", "easygoing", "peaceful", "gentle", "tranquil",
        "meditative", "chill", "serene", "laid back", "pleasant", "sleepy", "lazy", "hushed", "healing", "restful",
        "comforting", "cosy", "slow moving", "contemplative", "delicate", "drifting", "airy",
    ),
    "sad": (
        "sad", "melancholic", "sorrowful", "pensive", "gloomy", "mournful", "lonely", "wistful", "heartbroken",
        "grieving", "despairing", "tragic", "desolate", "regretful", "tearful", "sombre", "forlorn", "downcast",
    ),
    "dark": (
        "suspenseful", "dark", "eerie", "mysterious", "sinister", "haunting", "ominous", "scary", "tense", "creepy",
        "brooding", "spooky", "unsettling", "gothic", "grim", "foreboding", "uneasy", "cold", "nocturnal", "bleak",
        "threatening",
    ),
    "groovy": (
        "groovy", "danceable", "funky", "catchy", "bouncy", "dance groove", "infectious", "hip", "swaying", "slinky",
        "head bobbing", "playful", "swinging", "toe tapping", "rhythmic", "sexy",
    ),
    "dreamy": (
        "dreamy", "ethereal", "psychedelic", "trippy", "atmospheric", "mystical", "floating", "spacey", "hazy",
        "surreal", "celestial", "cosmic", "otherworldly", "enchanting", "magical", "weightless",
    ),
    "hypnotic": (
        "hypnotic", "addictive", "pulsating", "trippy", "trance like", "monotonous", "driving", "mesmerising",
        "repetitive", "mechanical", "futuristic", "entrancing", "relentless", "robotic",
    ),
    "elegant": (
        "elegant", "melodic", "graceful", "classy", "refined", "majestic", "beautiful", "sophisticated", "regal",
        "poised", "noble", "stately", "charming", "intricate", "delightful", "courtly", "virtuosic",
    ),
    "solemn": (
        "spiritual", "religious", "devotional", "epic", "solemn", "reverent", "haunting", "majestic", "sacred",
        "ceremonial", "holy", "monumental", "dignified", "prayerful", "ancient", "grand",
    ),
    "exotic": (
        "traditional", "exotic", "cultural", "foreign", "mystical", "tribal", "folkloric", "oriental", "desert like",
        "festive", "ancient", "ethnic", "colourful", "rustic",
    ),
    "raw": (
        "raw", "gritty", "rough", "earthy", "unpolished", "vintage", "rugged", "garage", "dirty", "rustic",
        "unrefined", "dusty", "stripped down",
    ),
}
USE: dict[str, tuple[str, ...]] = {
    "dancing": ("dance music", "club music", "people dancing", "dj", "dance party", "night club", "workout music"),
    "screen": ("movie soundtrack", "cinematic", "background music", "documentary", "video game", "theme music"),
    "worship": ("church", "hymn", "temple", "ceremony", "prayer"),
    "stage": ("jam", "bar music", "tutorial", "home video", "guitar solo", "road trip", "festival", "cover"),
    "home": ("coffee shop", "love song", "lullaby", "bedroom recording", "campfire", "dinner music", "spa"),
}
# fmt: on

# Moods of the styles and of ``tags.concepts`` -> moods here, each with its weight.
MOOD_OF: dict[str, dict[str, float]] = {
    "aggressive": {"aggressive": 1.0, "energetic": 0.7},
    "calm": {"calm": 0.9},
    "catchy": {"groovy": 0.6, "happy": 0.7},
    "dark": {"dark": 0.9},
    "dreamy": {"dreamy": 1.0, "calm": 0.2},
    "driving": {"energetic": 1.0},
    "elegant": {"elegant": 0.9},
    "energetic": {"energetic": 1.0},
    "exotic": {"exotic": 0.8},
    "fast": {"energetic": 0.6},
    "groovy": {"groovy": 1.0},
    "happy": {"happy": 0.9},
    "hypnotic": {"hypnotic": 0.8},
    "loud": {"energetic": 0.3, "aggressive": 0.2},
    "quiet": {"calm": 0.2},
    "raw": {"raw": 0.8, "passionate": 0.4},
    "relaxed": {"calm": 0.6},
    "romantic": {"emotional": 0.9},
    "sad": {"sad": 0.6, "emotional": 0.5},
    "slow": {"calm": 0.15, "emotional": 0.2},
    "smooth": {"calm": 0.3, "emotional": 0.3, "groovy": 0.2},
    "solemn": {"solemn": 0.9, "emotional": 0.2},
    "vocals": {"passionate": 0.6},
    "warm": {"emotional": 0.3, "happy": 0.3},
}
# tags.concepts finds every piece a little happy or dark, by its mode.
MODE_SHARE = {"happy": 0.15, "dark": 0.1}
_DANCED = ("techno", "house", "electropop", "hip hop", "funk", "latin", "pop")
_SHOWN = ("ambient", "new age", "orchestra", "classical", "string ensemble", "baroque", "downtempo", "opera")
_PRAYED = ("a cappella", "chant", "indian")
_STAGED = ("rock", "metal", "punk", "blues", "jazz", "country", "reggae", "soul", "celtic", "middle eastern")
USE_OF: dict[str, str] = {
    style: use
    for use, styles in {"dancing": _DANCED, "screen": _SHOWN, "worship": _PRAYED, "stage": _STAGED}.items()
    for style in styles
}
# A singer is taken for passionate where the style lets him or her.
_COOL = ("hip hop", "techno", "house")


def moods(style: str, general: Mapping[str, float]) -> dict[str, float]:
    """Mood -> salience, from what ``tags.concepts`` finds in a piece of this style."""
    found: dict[str, float] = {}
    for concept, weights in MOOD_OF.items():
        plain = max(general.get(concept, 0.0) - MODE_SHARE.get(concept, 0.0), 0.0)
        for mood, weight in weights.items():
            found[mood] = found.get(mood, 0.0) + 1.5 * weight * plain
    found["passionate"] *= 0.4 if style in _COOL else 1.0
    return found


def use(style: str) -> str:
    """What music of this style is for, one of ``USE``."""
    return USE_OF.get(style, "home")


def liveliness(heard: Mapping[str, float]) -> float:
    """How lively the music is, from -1 to 1."""
    weights = {
        "energetic": 1.2, "aggressive": 0.8, "happy": 0.3, "groovy": 0.5, "fast": 0.5, "calm": -1.2, "sad": -0.7,
        "dreamy": -0.7, "slow": -0.5, "emotional": -0.4, "solemn": -0.4,
    }  # fmt: skip
    return max(-1.0, min(1.0, 1.6 * sum(weight * heard.get(concept, 0.0) for concept, weight in weights.items())))
