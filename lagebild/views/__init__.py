"""What one sees of a picture: the map component, the folium map, texts and formats."""
