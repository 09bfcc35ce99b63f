"""What an article says: sentences, actors, countries, tone, stance, voice, stories."""
