"""The phrases of the captions of the song-title corpora: subjects, what they do, and what captions say besides.

In all tables the commonest wording comes first. Words in round brackets are those that captions written like headlines
leave out, "(a) man on (the) beach"; {colour} is the subject's colour, {mood} a word of the scene's mood.
"""

from __future__ import annotations

SUBJECT_PHRASES: dict[str, tuple[str, ...]] = {
    "man": (
        "person", "(a) man", "(a) man wearing (a) {colour} shirt", "(a) young man", "(a) {mood} man", "man",
        "(a) man in (a) {colour} shirt", "(an) old man", "(a) boy in {colour}", "(a) stranger", "traveler",
        "(a) tourist",
    ),
    "woman": (
        "(a) woman wearing (a) {colour} dress", "person", "(a) woman", "young woman", "(a) {mood} woman", "woman",
        "(a) girl wearing (a) {colour} dress", "(a) woman in (a) {colour} dress", "(a) young lady in {colour}",
        "(a) pretty girl", "(a) beautiful model", "female tourist",
    ),
    "child": (
        "(a) child", "(a) little boy", "(a) child wearing (a) {colour} shirt", "(a) {mood} child", "(a) boy",
        "little boy", "(a) boy in (a) {colour} shirt", "(a) kid in {colour}", "(a) toddler", "baby",
    ),
    "couple": (
        "(a) couple", "(a) man and woman", "(a) young couple", "couple in love", "two people",
        "(a) man and (a) woman in (a) {colour} dress", "lovers", "husband and wife",
    ),
    "dancers": (
        "people", "(a) group of people", "(a) crowd of people", "young people", "(a) group of friends", "dancers",
        "friends", "teenagers", "men and women",
    ),
    "singer": (
        "pop artist", "(a) singer wearing (a) {colour} dress", "(a) woman in (a) {colour} dress", "person",
        "(a) singer", "musical artist", "(a) girl in (a) {colour} dress", "(a) woman with (a) microphone",
    ),
    "guitarist": (
        "rock artist", "(a) man with (a) {colour} guitar", "person", "(a) man with (a) guitar", "hard rock artist",
        "(a) guitar player", "musician", "blues artist",
    ),
    "dog": ("(a) dog", "dog", "(a) {mood} dog", "(a) little dog", "(a) cute dog", "puppy"),
    "horse": ("(a) horse", "horse", "(a) {mood} horse", "wild horse", "(a) young horse", "(a) stallion"),
    "birds": ("(a) bird", "bird", "(a) {mood} bird", "(a) wild bird", "(a) bird with open wings"),
    "boat": (
        "(a) {colour} boat", "(a) boat", "sailing boat", "(a) small {colour} boat", "(a) {mood} boat", "boat",
        "(a) boat with white sails", "(a) {colour} sailing ship", "(an) old boat", "(a) yacht",
    ),
    "car": (
        "(a) {colour} car", "(a) car", "automobile model", "(an) old {colour} car", "(a) small {colour} car", "car",
        "(a) {colour} sports car", "automobile make", "(a) vehicle",
    ),
    "balloon": (
        "(a) hot air balloon", "(a) {colour} hot air balloon", "(a) {colour} and white balloon", "hot air balloon",
        "(a) {colour} balloon",
    ),
    "fire": ("(a) fire", "(a) camp fire", "fire", "(a) burning fire", "(a) fire with bright flames",
             "(a) bonfire"),
    "tree": ("(a) tree", "(a) lone tree", "(an) old tree", "(a) {mood} tree", "tree", "(a) single tree",
             "(a) solitary tree"),
    "house": (
        "(a) house", "(a) small house", "(an) old house", "(a) {mood} house", "house", "(a) home", "(a) little cottage",
    ),
    "flowers": (
        "{colour} flowers", "(a) field of {colour} flowers", "wild flowers", "beautiful {colour} flowers", "flowers",
        "{colour} roses", "flowers with {colour} petals", "(a) garden of {colour} flowers", "blooming flowers",
        "{colour} blossoms",
    ),
}  # fmt: skip
SEVERAL: dict[str, tuple[str, ...]] = {
    "dog": ("dogs",), "horse": ("horses", "wild horses"), "birds": ("birds",),
    "boat": ("boats", "{colour} boats", "sailing boats"), "car": ("cars", "{colour} cars"),
    "balloon": ("hot air balloons", "balloons", "{colour} balloons"), "tree": ("trees",), "house": ("houses", "homes"),
}  # fmt: skip
COUNT_WORDS: dict[int, tuple[str, ...]] = {
    2: ("two", "two", "(a) pair of"), 3: ("(a) group of", "some", "several", "many", ""),
}  # fmt: skip
# Subjects that take a verb's plural, however few they are.
PLURAL = frozenset({"couple", "dancers", "flowers"})
PEOPLE_SUBJECTS = frozenset({"man", "woman", "child", "couple", "dancers", "singer", "guitarist"})

# (forms that go with one and with several; what one does; what several do)
ACTION_PHRASES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "walking": (("walking", "walking", "taking (a) walk", "going for (a) walk", "walking away"), "walks", "walk"),
    "standing": (
        ("standing", "standing", "waiting", "standing still", "waiting for (a) friend"), "stands", "stand",
    ),
    "running": (("running", "running", "running fast", "running for fun", "running away"), "runs", "run"),
    "sitting": (("sitting", "sitting", "relaxing", "sitting and dreaming"), "sits", "sit"),
    "dancing": (("dancing", "dancing", "dancing for fun", "dancing to music", "jumping for joy"), "dances", "dance"),
    "playing": (("playing", "playing", "having fun", "playing music"), "plays", "play"),
    "singing": (("performing", "singing", "performing for fans", "singing (a) song"), "performs", "sing"),
    "flying": (("flying", "flying", "flying high", "floating", "flying away"), "flies", "fly"),
    "sailing": (("sailing", "sailing", "floating", "sailing away", "sailing to (the) shore"), "sails", "sail"),
    "driving": (("driving", "driving", "driving fast", "speeding", "driving home"), "drives", "drive"),
    "burning": (("burning", "burning", "burning bright"), "burns", "burn"),
    "": (("", "", "seen"), "", ""),
}  # fmt: skip
# What those do who cannot do it as people do.
DONE_BY: dict[tuple[str, str], tuple[tuple[str, ...], str, str]] = {
    ("child", "playing"): (("playing", "playing", "having fun", "jumping for joy"), "plays", "play"),
    ("car", "standing"): (("parked", "parked", "waiting", "standing"), "stands", "stand"),
    ("dog", "standing"): (("standing", "standing", "waiting", "looking around"), "stands", "stand"),
    ("horse", "standing"): (("standing", "standing", "standing still", "looking around"), "stands", "stand"),
    ("dog", "walking"): (("walking", "walking", "walking away"), "walks", "walk"),
    ("horse", "walking"): (("walking", "walking", "walking away"), "walks", "walk"),
}
# Goes with any subject that {mood} stands before.
MOOD_WORDS: dict[str, tuple[str, ...]] = {
    "happy": ("beautiful", "lovely"), "wild": ("wild", "lonely", "mysterious"),
    "calm": ("beautiful", "quiet", "gentle"), "sad": ("lonely", "lost", "silent"),
}  # fmt: skip
MOOD_PHRASES: dict[str, tuple[str, ...]] = {
    "happy": (
        "full of joy", "feeling free", "for (the) love of life", "with (a) sweet sound of music",
    ),
    "wild": ("wild and free", "like (a) dream", "full of energy", "feeling electric", "from (the) heart",
             "feeling crazy"),
    "calm": (
        "in peace", "to feel at home", "(a) place to dream", "in silence", "for (a) gentle moment",
        "good for (the) soul",
    ),
    "sad": ("so far away", "far from home", "lost in (the) shadows", "from (a) broken heart", "like (a) lost dream"),
}  # fmt: skip

# What a caption may begin with: of any picture, of a place, of people, of what is only an outline against the light.
OPENINGS = (
    "photo of", "this is", "image of", "(a) picture of", "illustration of", "here is", "painting of", "there is",
    "we can see", "close up of", "vector illustration of", "i love", "watercolor of",
)  # fmt: skip
PLACE_OPENINGS = (
    "view of", "(a) view of", "photo of", "aerial view of", "(a) great view of", "image of",
    "painting of", "looking at", "(a) postcard of", "panorama of",
)  # fmt: skip
PEOPLE_OPENINGS = ("portrait of", "photo of", "image of", "(a) portrait of", "this is", "illustration of", "i see")
DARK_OPENINGS = ("silhouette of", "(the) silhouette of", "(the) shadow of")
# What alternative texts say besides what is to be seen, going on with the sentence or behind it.
TAILS = (
    "for (the) first time", "photographed by person", "to remember", "a few days ago", "to dream of again",
    "on (a) trip around (the) world", "as seen from (the) window", "before (the) end of (the) year", "by person",
    "near (the) home of person", "from (a) series by person", "for everyone to see", "for (a) day to remember",
    "in our little part of the world", "on the way home", "while we wait for tomorrow", "after (a) long time",
)  # fmt: skip
REMARKS = (
    "- stock photo", ", tourist attraction", ", close to home", ", where i want to be", "- free video", ", for design",
    ", one of the best places to go", ", as you can see here", ", if only time could stand still", ", free to use",
    ", never to be forgotten", ", all you need", ", one of the most beautiful places in the world", "- royalty - free",
    ", this is where i could stay", ", one of many things to do", ", photo by person", ", from the archive",
)  # fmt: skip
# Alternative texts that say nothing of their picture.
BESIDE_THE_POINT = (
    "things i love about this place", "how to find your way home", "the best days of my life",
    "all you need is a little time", "person and politician attend the premiere", "a new design for the season",
    "what would you do for love ?", "this is the one i want", "here 's what you need to know",
    "some of the best of the year", "a day in the life of person", "never say never again !",
    "sweet dreams are made for you and me", "the eyes are the window to the soul", "how to make a heart for your love",
    "nothing could be better for you", "where there is a will there is a way", "goodbye to all of yesterday 's news",
    "actor attends the premiere of film", "if you could take one thing with you",
)  # fmt: skip
