package io.bush.examples.watch.command;

import io.bush.examples.watch.show.Plain;

/** The command line cannot be followed. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** Names the option, its value and what it may be. */
    UsageException(String option, String value, String allowed) {
        super(option + " is '" + Plain.text(value) + "', allowed: " + allowed);
    }
}
