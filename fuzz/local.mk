# Fuzz targets
