"""What every room stands on: settings, database, clock, audit, real time. It knows no person, no area, no board."""
