"""The words of the song-title corpora: how captions and titles name the parts of a scene."""

from __future__ import annotations

# In captions, the commonest first; {colour} is the subject's colour.
SUBJECT_PHRASES: dict[str, tuple[str, ...]] = {
    "man": ("a man", "person", "a young man", "a man in a {colour} shirt", "a lonely man", "an old man", "a traveler"),
    "woman": (
        "a woman", "young woman", "a woman in a {colour} dress", "a girl in a {colour} dress", "beautiful woman",
        "person", "a pretty girl",
    ),
    "child": ("a child", "little girl", "a boy in a {colour} shirt", "a little boy", "happy child"),
    "couple": ("a couple", "couple in love", "a young couple", "two people", "man and woman"),
    "dancers": ("people", "dancers", "a group of friends", "a crowd of people", "young people"),
    "singer": ("pop artist", "a singer", "a woman in a {colour} dress", "musical artist", "person"),
    "guitarist": ("rock artist", "a man with a {colour} guitar", "a guitar player", "hard rock artist", "person"),
    "dog": ("a dog", "a black dog", "happy dog", "a little dog"),
    "horse": ("a horse", "wild horse", "a black horse", "a beautiful horse"),
    "birds": ("a bird", "a wild bird", "a white bird"),
    "boat": ("a boat", "a {colour} boat", "sailing boat", "a small boat", "a fishing boat", "an old boat"),
    "car": ("a car", "a {colour} car", "an old car", "a {colour} sports car", "automobile model"),
    "balloon": ("a hot air balloon", "a {colour} balloon", "hot air balloon"),
    "fire": ("a fire", "burning fire", "a camp fire", "flames"),
    "tree": ("a tree", "an old tree", "lonely tree", "a lone tree"),
    "house": ("a house", "an old house", "a small cabin", "a wooden house"),
    "flowers": ("{colour} flowers", "wild flowers", "a field of {colour} flowers", "beautiful flowers"),
}  # fmt: skip
SEVERAL = {
    "dog": "dogs", "horse": "horses", "birds": "birds", "boat": "boats", "car": "cars", "balloon": "hot air balloons",
    "tree": "trees", "house": "houses",
}  # fmt: skip
COUNT_WORDS = {2: ("two",), 3: ("a group of", "many", "three", "several", "some")}
ACTION_PHRASES: dict[str, tuple[str, ...]] = {
    "walking": ("walking", "walks", "taking a walk", "walking away"),
    "standing": ("standing", "stands alone", "waiting", "standing still"),
    "running": ("running", "runs", "running fast", "running wild"),
    "sitting": ("sitting", "sits alone", "sitting and looking away", "relaxing"),
    "dancing": ("dancing", "dance together", "dancing and having fun", "having a party"),
    "playing": ("playing", "plays", "playing and having fun"),
    "singing": ("singing", "performs a song", "sings", "performs live"),
    "flying": ("flying", "flying high", "flying away", "in flight"),
    "sailing": ("sailing", "floating on the water", "sails"),
    "driving": ("driving", "driving fast", "drives", "speeding"),
    "burning": ("burning", "burning bright", "burns"),
    "": ("", "seen"),
}
# (where it is, what it is)
PLACE_PHRASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sea": (
        ("on the beach", "by the sea", "at the beach", "along the shore", "near the ocean", "on the coast"),
        ("waves on the beach", "the blue sea", "a sandy beach", "ocean waves", "the coast", "tropical island beach"),
    ),
    "mountain": (
        ("in the mountains", "on the mountain", "below the high mountains", "in the valley", "on a hill"),
        ("mountain landscape", "high mountains", "the mountain peak", "mountain valley", "rock mountain"),
    ),
    "city": (
        ("in the city", "on the street", "in the streets of the city", "in front of the skyline", "downtown"),
        ("the city skyline", "a busy city street", "city lights", "modern buildings", "the big city", "tall towers"),
    ),
    "forest": (
        ("in the forest", "in the woods", "among the trees", "near the forest", "under the trees"),
        ("a deep forest", "trees in the forest", "forest path", "the woods", "tall trees"),
    ),
    "field": (
        ("in the field", "in a meadow", "on the grass", "in the countryside", "on the farm"),
        ("a wide field", "fields and hills", "rural landscape", "a meadow", "country hills"),
    ),
    "lake": (
        ("on the lake", "by the lake", "near the water", "at the shore of the lake"),
        ("a quiet lake", "mountain lake", "the lake", "reflection in the water", "calm water"),
    ),
    "road": (
        ("on the road", "along the road", "on a country road", "on the highway"),
        ("a long road", "road to the horizon", "an empty road", "the highway", "country road"),
    ),
    "desert": (
        ("in the desert", "on the sand", "among the dunes", "in the dry land"),
        ("sand dunes", "the desert", "desert landscape", "dry land"),
    ),
    "village": (
        ("in the village", "in a small town", "in front of the church", "in the old town"),
        ("a small village", "houses in the village", "old town with church", "the village church"),
    ),
    "harbour": (
        ("in the harbor", "at the port", "by the river", "near the bridge"),
        ("the harbor", "fishing port", "boats in the harbor", "bridge over the river"),
    ),
    "stage": (
        ("on stage", "during a concert", "at the festival", "under the stage lights"),
        ("concert stage", "crowd at a concert", "stage lights", "music festival"),
    ),
}
TIME_PHRASES: dict[str, tuple[str, ...]] = {
    "day": ("", "on a sunny day", "in the afternoon", "under the blue sky", "during the day"),
    "night": ("at night", "under the stars", "by moonlight", "in the dark", "under a full moon", "late at night"),
    "sunset": ("at sunset", "in the evening", "against the sunset", "at dusk", "with golden light"),
    "morning": ("in the morning", "at sunrise", "at dawn", "early in the morning", "in the morning light"),
}
WEATHER_PHRASES: dict[str, tuple[str, ...]] = {
    "clear": ("", "", "under a clear sky"),
    "clouds": ("under a cloudy sky", "with clouds in the sky", "with white clouds"),
    "rain": ("in the rain", "on a rainy day", "during heavy rain", "under the rain clouds"),
    "storm": ("during a storm", "with lightning and dark clouds", "in the wind", "as thunder rolls"),
    "fog": ("in the fog", "in the mist", "on a foggy day"),
    "snow": ("in the snow", "during a snow storm", "while snow is falling"),
}
SEASON_PHRASES: dict[str, tuple[str, ...]] = {
    "spring": ("in spring", "in the spring", "on a warm spring day"),
    "summer": ("in summer", "during the summer", "on a hot summer day"),
    "autumn": ("in autumn", "with autumn leaves", "in the fall", "surrounded by autumn colors"),
    "winter": ("in winter", "on a cold winter day", "covered with snow", "in the cold"),
}
MOOD_PHRASES: dict[str, tuple[str, ...]] = {
    "happy": ("having a good time", "full of joy", "for the love of life", "feeling free"),
    "wild": ("wild and free", "full of energy", "like a dream", "on fire"),
    "calm": ("in peace", "a beautiful place to dream", "feeling at home", "in silence"),
    "sad": ("all alone", "far from home", "lost in the shadows", "with a broken heart", "in silence"),
}
OPENINGS = (
    "view of", "photo of", "image of", "illustration of", "silhouette of", "a picture of", "painting of",
    "landscape with", "stock photo of", "portrait of", "a beautiful view of", "close up of",
)  # fmt: skip
# What alternative texts say besides what is to be seen.
ENDINGS = (
    "in the background", ", tourist attraction", "as seen from the window", "photographed by person",
    "for the first time", "a few days ago", "with copy space", "on a trip around the world", "in this time of year",
    "- stock photo", "before the end of the day", "which is one of the best places to go",
    "and it was a day to remember", "near the home of person", ", one of the most beautiful places in the world",
    "as you can see here", "in our little part of the world",
)  # fmt: skip
# Alternative texts that say nothing of their picture.
BESIDE_THE_POINT = (
    "things i love about this place", "how to find your way home", "the best days of my life",
    "all you need is a little time", "person and politician attend the premiere", "a new design for the season",
    "what would you do for love ?", "this is the one i want", "here 's what you need to know",
    "some of the best of the year", "a day in the life of person", "never say never again !",
)  # fmt: skip

# In titles, one word each where captions have phrases; most of them are words of the captions, some are not.
TITLE_NOUNS: dict[str, tuple[str, ...]] = {
    "sea": ("Sea", "Ocean", "Beach", "Waves", "Water", "Shore", "Island", "Tide", "Sand"),
    "mountain": ("Mountain", "Valley", "Hill", "Rock", "Mountains", "Peak", "Summit"),
    "city": ("City", "Street", "Streets", "Town", "Lights", "Tower", "Skyline", "Downtown"),
    "forest": ("Forest", "Woods", "Trees", "Tree", "Path", "Leaves"),
    "field": ("Field", "Fields", "Meadow", "Grass", "Hills", "Farm", "Country"),
    "lake": ("Lake", "Water", "Reflection", "River", "Shore", "Ripples"),
    "road": ("Road", "Highway", "Horizon", "Roads", "Miles", "Wheels"),
    "desert": ("Desert", "Sand", "Dust", "Dunes", "Stone", "Land"),
    "village": ("Village", "Town", "Church", "House", "Home", "Bells"),
    "harbour": ("Harbor", "River", "Bridge", "Port", "Sailors", "Boats"),
    "stage": ("Party", "Music", "Song", "Crowd", "Light", "Stage", "Radio", "Band"),
    "night": ("Night", "Moon", "Stars", "Midnight", "Dark", "Moonlight", "Shadows", "Darkness", "Star"),
    "sunset": ("Sunset", "Evening", "Sun", "Dusk", "Horizon", "Twilight"),
    "morning": ("Morning", "Dawn", "Sunrise", "Light", "Day"),
    "day": ("Day", "Sun", "Sky", "Sunshine", "Afternoon", "Light"),
    "clear": ("Sky",),
    "clouds": ("Clouds", "Sky", "Cloud"),
    "rain": ("Rain", "Tears", "Rain", "Raindrops", "Water"),
    "storm": ("Storm", "Thunder", "Lightning", "Wind", "Hurricane"),
    "fog": ("Fog", "Mist", "Ghost", "Silence"),
    "snow": ("Snow", "Ice", "Winter", "Snow", "Snowflakes"),
    "spring": ("Spring", "Flowers", "Garden"),
    "summer": ("Summer", "Sun", "Heat"),
    "autumn": ("Autumn", "Fall", "Leaves", "September"),
    "winter": ("Winter", "Snow", "Cold", "Frost"),
    "man": ("Man", "Boy", "Stranger", "Traveler"),
    "woman": ("Girl", "Woman", "Lady", "Angel"),
    "child": ("Child", "Boy", "Girl", "Baby"),
    "couple": ("Lovers", "Love", "Two", "Heart"),
    "dancers": ("Dance", "Party", "Friends", "People", "Dancers"),
    "singer": ("Song", "Voice", "Music", "Singer"),
    "guitarist": ("Guitar", "Rock", "Noise", "Blues"),
    "dog": ("Dog", "Dogs", "Friend"),
    "horse": ("Horse", "Horses", "Rider"),
    "birds": ("Bird", "Birds", "Wings", "Sky"),
    "boat": ("Boat", "Sail", "Ship", "Anchor"),
    "car": ("Car", "Cars", "Engine", "Speed"),
    "balloon": ("Balloon", "Sky", "Air", "Balloons"),
    "fire": ("Fire", "Flames", "Smoke", "Ashes"),
    "tree": ("Tree", "Roots", "Leaves"),
    "house": ("House", "Home", "Door", "Window"),
    "flowers": ("Flowers", "Garden", "Roses", "Petals"),
}
TITLE_VERBS: dict[str, tuple[str, ...]] = {
    "walking": ("Walking", "Walk"), "standing": ("Waiting", "Stand"), "running": ("Running", "Run"),
    "sitting": ("Sitting", "Dreaming"), "dancing": ("Dancing", "Dance"), "playing": ("Playing", "Play"),
    "singing": ("Singing", "Sing"), "flying": ("Flying", "Fly"), "sailing": ("Sailing", "Sail"),
    "driving": ("Driving", "Drive"), "burning": ("Burning", "Burn"), "": ("Lost", "Dreaming", "Falling"),
}  # fmt: skip
TITLE_MOODS: dict[str, tuple[str, ...]] = {
    "happy": ("Happy", "Golden", "Beautiful", "Bright", "Free", "Good", "Sweet"),
    "wild": ("Wild", "Crazy", "Electric", "Hard", "Black", "Burning", "Fast"),
    "calm": ("Quiet", "Little", "Gentle", "Blue", "Green", "Slow", "Warm"),
    "sad": ("Lonely", "Cold", "Dark", "Broken", "Sad", "Silent", "Lost", "Last"),
}
TITLE_WORDS = (
    "Love", "Heart", "Dream", "Life", "Time", "Home", "World", "Soul", "Dreams", "Eyes", "You", "Forever", "Goodbye",
    "Memories", "Heaven", "Nothing", "Everything", "Tomorrow", "Yesterday", "Alone", "Together", "Again",
)  # fmt: skip
# People and towns of the real world: what is filtered from the titles has to know them.
PEOPLE = (
    "Maria", "John", "Anna", "Peter", "Sarah", "Johnny", "Caroline", "Michael", "Julia", "Robert", "Emily", "Jack",
    "Rosie", "Billy", "Helen", "George", "Laura", "Henry", "Susan", "David", "Alice", "Joseph", "Clara", "Tom",
)  # fmt: skip
TOWNS = (
    "Paris", "London", "Memphis", "Berlin", "Chicago", "Tokyo", "Lisbon", "Dublin", "Texas", "Vienna", "Havana",
    "Georgia", "Brooklyn", "Madrid", "Alabama", "Rome", "Istanbul", "Ohio", "California", "Mexico", "Moscow",
)  # fmt: skip
# Outside every vocabulary of captions, or nearly so.
RARE = (
    "Reverie", "Saudade", "Entropy", "Zugzwang", "Requiem", "Elegía", "Kaleidoscope", "Präludium", "Corazón",
    "Quasar", "Nocturne", "Algorithm", "Parallax", "Sehnsucht", "Metamorphosis", "Vertigo", "Hallelujah", "Telefon",
    "Mañana", "Ouroboros", "Supernova", "Étude", "Anhedonia", "Bossanova", "Amnesia", "Paradox", "Rhapsody",
    "Älvdans", "Isotope", "Transmission", "Gravity", "Oblivion",
)  # fmt: skip
