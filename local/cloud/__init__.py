"""AWS on one machine: moto's engine with our tables, functions, streams, schedules and clock."""
