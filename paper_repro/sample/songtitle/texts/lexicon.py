"""The words of the titles of the song-title corpora: how titles name the parts of a scene."""

from __future__ import annotations

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
