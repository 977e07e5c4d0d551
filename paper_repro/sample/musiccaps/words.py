"""What a MusicCaps clip may be said to have: concept -> words for it, the commonest first, by kind of concept.

Every author moves these words about in an order of his or her own (see ``musiccaps_authors``).
"""

from __future__ import annotations

from paper_repro.sample.musiccaps.moods import MOOD, USE

# fmt: off
RECORDING: dict[str, tuple[str, ...]] = {
    "poor recording": (
        "low quality", "amateur recording", "poor audio quality", "low quality recording", "low quality audio",
        "bad audio quality", "inferior audio quality", "low fidelity", "home recording", "unprofessional recording",
    ),
    "noisy": ("noisy", "static", "hissing", "background noise", "tape hiss", "white noise", "crackling"),
    "muffled": ("muffled", "muddy", "boomy", "dull sounding", "thin", "harsh", "vintage", "old radio sound"),
    "mono": ("mono", "in mono", "flat stereo image"),
    "reverberant": ("reverberant", "reverb", "echoing", "room echo", "wide reverb", "large hall", "reverb effect"),
    "overdriven": ("distorted", "clipping", "distorted audio", "crushed", "overloaded microphone", "harsh sound"),
}
LIVE: dict[str, tuple[str, ...]] = {
    "live": ("live performance", "live recording", "concert", "jam", "live show", "gig", "street performance"),
    "crowd": (
        "crowd cheering", "live audience", "clapping", "people talking", "crowd noise", "applause", "crowd singing",
        "audience cheering", "people shouting", "chatter",
    ),
}
GENRE: dict[str, tuple[str, ...]] = {
    "rock": ("rock", "hard rock", "alternative rock", "indie rock", "rock music", "classic rock"),
    "soft rock": ("soft rock", "rock ballad", "pop rock", "easy listening"),
    "metal": ("metal", "heavy metal", "thrash metal", "hard rock", "death metal", "metalcore"),
    "punk": ("punk", "punk rock", "hardcore punk", "pop punk", "garage rock"),
    "pop": ("pop", "pop music", "pop rock", "ballad", "teen pop", "cover", "pop hits", "radio hit"),
    "folk": ("folk", "folk music", "singer songwriter", "folk song", "acoustic folk", "traditional"),
    "country": ("country", "country music", "bluegrass", "country western", "honky tonk", "americana"),
    "jazz": ("jazz", "jazzy", "swing", "bebop", "jazz music", "smooth jazz", "big band"),
    "blues": ("blues", "bluesy", "blues rock", "rhythm and blues", "delta blues", "slow blues"),
    "funk": ("funk", "funky", "disco", "jazz funk", "groove music"),
    "soul": ("soul", "r&b", "soulful", "gospel", "neo soul", "motown"),
    "reggae": ("reggae", "dub", "ska", "roots reggae", "reggae music", "dancehall"),
    "hip hop": ("hip hop", "hip-hop", "rap", "trap", "boom bap", "urban", "gangsta rap"),
    "techno": ("techno", "electro", "trance", "edm", "electronic music", "rave music", "acid techno"),
    "house": ("house", "edm", "dance music", "club music", "deep house", "electro house", "disco house"),
    "electropop": ("synth pop", "electro pop", "pop", "new wave", "dance pop", "electronic music", "eurodance"),
    "downtempo": ("chill", "downtempo", "trip hop", "lo-fi", "lounge music", "electronica", "chillout"),
    "ambient": ("ambient", "ambient music", "atmospheric", "soundscape", "drone", "meditation music", "space music"),
    "new age": ("new age", "meditation music", "ambient", "relaxation music", "spa music"),
    "classical": ("classical", "classical music", "western classical music", "chamber music", "orchestral"),
    "string ensemble": ("string quartet", "chamber music", "classical", "string orchestra", "western classical music"),
    "orchestra": ("orchestra", "orchestral", "philharmonic orchestra", "classical", "symphony", "movie music"),
    "opera": ("opera", "operatic", "classical", "opera music", "aria"),
    "baroque": ("baroque", "classical", "baroque music", "concerto", "early music"),
    "harpsichord solo": ("baroque", "harpsichord music", "classical", "early music"),
    "harp solo": ("harp music", "classical", "folk", "celestial music"),
    "piano solo": ("piano music", "piano solo", "classical", "piano ballad", "romantic piano"),
    "guitar solo": ("fingerstyle guitar", "acoustic", "guitar music", "folk", "flamenco", "tutorial"),
    "a cappella": ("a cappella", "choral music", "acapella", "hymn", "church music", "vocal music"),
    "chant": ("chant", "religious", "devotional", "gregorian chant", "church music"),
    "latin": ("latin", "salsa", "latin music", "bossa nova", "rumba", "latin pop", "samba"),
    "indian": ("indian music", "traditional", "indian classical", "carnatic music", "bollywood", "raga"),
    "middle eastern": ("middle eastern", "arabic music", "oriental", "traditional", "belly dance"),
    "celtic": ("celtic", "irish folk", "folk", "traditional", "celtic music", "jig"),
    "world": ("world music", "traditional", "ethnic music", "tribal", "island music", "folk music"),
}
VOICE: dict[str, tuple[str, ...]] = {
    "male": ("male vocal", "male voice", "male singer", "male vocals", "male vocalist", "male voice singing"),
    "female": (
        "female vocal", "female voice", "female singer", "female vocals", "female vocalist", "female voice singing",
    ),
    "choir": ("choir", "vocal harmony", "backup singers", "choral singing", "mixed voices", "vocal backup"),
    "rap": ("rapping", "male rapper", "rap vocals", "rhythmic speech", "rap verse"),
}
ABSENCE: dict[str, tuple[str, ...]] = {
    "no voice": ("instrumental", "instrumental music", "no vocals", "purely instrumental"),
    "unsung": ("no voices", "no singer", "no voice", "without vocals"),
    "no drums": ("no percussion", "no drums", "no beat", "without percussion"),
    "alone": ("no other instruments", "single instrument", "solo", "soloist", "solo instrument", "unaccompanied"),
}
INSTRUMENT: dict[str, tuple[str, ...]] = {
    "accordion": ("accordion", "concertina", "squeezebox"),
    "acoustic guitar": ("acoustic guitar", "guitar", "steel string guitar", "nylon string guitar", "acoustic guitars"),
    "banjo": ("banjo", "plucked string instrument"),
    "bass guitar": ("bass guitar", "bass", "e-bass", "electric bass"),
    "bells": ("bells", "music box", "glockenspiel", "chimes"),
    "brass": ("brass section", "trumpets", "brass", "horn section"),
    "cello": ("cello", "strings", "bowed strings"),
    "clarinet": ("clarinet", "woodwind", "wind instrument"),
    "distorted guitar": ("distorted electric guitar", "electric guitar", "distortion guitar", "e-guitar"),
    "double bass": ("double bass", "upright bass", "acoustic bass"),
    "electric guitar": ("electric guitar", "e-guitar", "guitar", "clean electric guitar"),
    "electric piano": ("electric piano", "keyboard", "rhodes", "keys"),
    "flute": ("flute", "pan flute", "wind instrument", "wooden flute"),
    "harmonica": ("harmonica", "mouth organ"),
    "harp": ("harp", "plucked strings"),
    "harpsichord": ("harpsichord", "cembalo"),
    "horn": ("french horn", "horn"),
    "marimba": ("marimba", "xylophone", "wooden mallets"),
    "oboe": ("oboe", "woodwind", "wind instrument"),
    "organ": ("organ", "hammond organ", "church organ", "keyboard"),
    "piano": ("piano", "acoustic piano", "grand piano", "keyboard"),
    "saxophone": ("saxophone", "sax", "tenor saxophone"),
    "sitar": ("sitar", "stringed instrument", "string instrument"),
    "steel drums": ("steel drums", "steelpan", "steel pan"),
    "strings": ("strings", "string section", "violins", "orchestral strings"),
    "synth": ("synth", "synthesizer", "synth keys", "synth sounds"),
    "synth bass": ("synth bass", "bass", "sub bass", "electronic bass"),
    "synth lead": ("synth lead", "synth", "lead synth", "synth melody"),
    "synth pad": ("synth pad", "pads", "synth strings", "atmospheric synth"),
    "trombone": ("trombone", "brass", "low brass"),
    "trumpet": ("trumpet", "brass", "muted trumpet"),
    "vibraphone": ("vibraphone", "vibes", "xylophone"),
    "violin": ("violin", "fiddle", "string instrument"),
    "drums": ("acoustic drums", "drums", "drum kit", "steady drumming"),
    "drum machine": ("electronic drums", "digital drums", "drum machine", "programmed drums"),
    "percussion": ("percussion", "hand percussion", "wooden percussion", "percussive beat"),
}
DRUMS: dict[str, tuple[str, ...]] = {
    "kick": ("kick", "kick drum", "bass drum", "kick hits"),
    "snare": ("snare", "snare drum", "snare hits"),
    "hi hats": ("hi hats", "hi-hat", "hats", "open hats"),
    "cymbals": ("cymbals", "ride cymbal", "crash cymbal"),
    "claps": ("claps", "hand claps", "clap"),
    "tambourine": ("tambourine", "tambourine beats"),
    "shaker": ("shakers", "shaker", "maracas"),
    "congas": ("congas", "conga rhythm", "hand drums"),
    "bongos": ("bongos", "bongo hits"),
    "cowbell": ("cowbell", "wood block"),
    "toms": ("toms", "tom rolls"),
}
TEMPO: dict[str, tuple[str, ...]] = {
    "fast": ("fast tempo", "uptempo", "fast paced", "upbeat tempo", "rapid tempo", "high tempo"),
    "medium fast": ("medium fast tempo", "medium to uptempo", "uptempo", "moderately fast tempo"),
    "medium": ("medium tempo", "moderate tempo", "mid tempo", "steady tempo", "walking pace"),
    "slow": ("slow tempo", "slower tempo", "slow paced", "low tempo", "very slow tempo"),
}
TEXTURE: dict[str, tuple[str, ...]] = {
    "minor key": ("minor key", "minor mode", "minor chords", "minor scale"),
    "major key": ("major key", "major chords", "major scale"),
    "waltz": ("waltz", "ternary feel", "triple meter", "3/4 time"),
    "repetitive": ("repeated theme", "repetitive", "loop", "repetitive melody", "ostinato"),
    "swing": ("swing feel", "shuffle rhythm", "swung rhythm"),
    "high pitched": ("higher register", "high pitched", "higher pitch"),
}
# fmt: on
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "recording": RECORDING,
    "live": LIVE,
    "genre": GENRE,
    "voice": VOICE,
    "absence": ABSENCE,
    "instrument": INSTRUMENT,
    "kit": DRUMS,
    "tempo": TEMPO,
    "texture": TEXTURE,
    "mood": MOOD,
    "use": USE,
}
WORDS: dict[str, tuple[str, ...]] = {concept: words for table in KINDS.values() for concept, words in table.items()}
KIND_OF: dict[str, str] = {concept: kind for kind, table in KINDS.items() for concept in table}
