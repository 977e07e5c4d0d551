"""Words for the names of artists, albums and tracks that never were."""

from __future__ import annotations

# Of people.
FIRST = (
    "Alma", "Anton", "Bettina", "Carlo", "Clara", "Dario", "Edith", "Emil", "Farah", "Fiona", "Georg", "Greta", "Hanna",
    "Henrik", "Ilse", "Ivo", "Jonas", "Judith", "Kamal", "Karin", "Lars", "Leila", "Luca", "Maren", "Milo", "Nadia",
    "Nils", "Oda", "Orla", "Pavel", "Petra", "Quentin", "Rafael", "Rosa", "Samir", "Selma", "Tilda", "Tomas", "Ulla",
    "Viktor", "Wanda", "Xaver", "Yara", "Zeno",
)  # fmt: skip
LAST = (
    "Abendroth", "Aldous", "Bergson", "Brandl", "Calloway", "Castellan", "Dahlby", "Dovrin", "Eastlake", "Egeland",
    "Farrow", "Fennimore", "Galbraith", "Grunwald", "Hallam", "Hjorth", "Ilves", "Ironside", "Jessop", "Kallio",
    "Kestrel", "Lindqvist", "Lorimer", "Marchetti", "Mirza", "Nakari", "Norlund", "Okonjo", "Ostrander", "Pellegrin",
    "Penrose", "Quillon", "Ravenel", "Rosmer", "Sandoval", "Solheim", "Thackeray", "Tremain", "Ulver", "Vandermeer",
    "Vesper", "Whitlow", "Yarrow", "Zielke",
)  # fmt: skip
# Of everything else.
COLOURS = (
    "Amber", "Ancient", "Autumn", "Bitter", "Blue", "Bright", "Broken", "Burning", "Calm", "Copper", "Crooked",
    "Crystal", "Dark", "Distant", "Dusty", "Early", "Electric", "Empty", "Endless", "Fallen", "Floating", "Frozen",
    "Gentle", "Golden", "Green", "Grey", "Hidden", "Hollow", "Idle", "Iron", "Ivory", "Last", "Little", "Lonely",
    "Lost", "Low", "Lucid", "Marble", "Midnight", "Nameless", "Narrow", "New", "Northern", "Opal", "Open", "Pale",
    "Paper", "Plain", "Quiet", "Rapid", "Red", "Restless", "Ringing", "Rolling", "Rusty", "Salt", "Scarlet", "Second",
    "Secret", "Shallow", "Silent", "Silver", "Slow", "Small", "Solar", "Southern", "Spare", "Still", "Stone", "Strange",
    "Sudden", "Sunken", "Tall", "Tender", "Thin", "Timber", "Turning", "Twin", "Velvet", "Violet", "Wandering", "Warm",
    "Western", "White", "Wild", "Winter", "Wooden", "Yellow",
)  # fmt: skip
THINGS = (
    "Anchor", "Archive", "Arrow", "Ashes", "Atlas", "Bay", "Beacon", "Bell", "Birch", "Bird", "Bridge", "Candle",
    "Canyon", "Castle", "Chapel", "Circle", "City", "Cloud", "Coast", "Compass", "Corner", "Crossing", "Current",
    "Dawn", "Delta", "Door", "Dream", "Echo", "Ember", "Engine", "Evening", "Feather", "Field", "Fire", "Flower",
    "Forest", "Fountain", "Garden", "Gate", "Glass", "Harbour", "Hill", "Horizon", "Hour", "House", "Island", "Journey",
    "Key", "Kingdom", "Ladder", "Lake", "Lantern", "Letter", "Light", "Machine", "Map", "Meadow", "Mirror", "Moon",
    "Morning", "Mountain", "Night", "Ocean", "Orchard", "Path", "Planet", "Pool", "Rain", "Ridge", "River", "Road",
    "Rope", "Sail", "Season", "Shadow", "Shore", "Signal", "Sky", "Snow", "Song", "Spring", "Stair", "Star", "Station",
    "Stream", "Street", "Summer", "Tide", "Tower", "Train", "Tree", "Valley", "Wave", "Wheel", "Window", "Wing",
)  # fmt: skip
