package io.bush.examples.review.model;

import io.bush.examples.review.http.HttpFailure;
import java.util.regex.Pattern;

/**
 * Somebody with an account. The id is the id of the user's own channel, so that nothing has to be mapped.
 *
 * @param id {@code user_} and the name
 * @param name what people type: {@code [A-Za-z0-9_-]{1,40}}
 */
public record User(String id, String name) {

    private static final String PREFIX = "user_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    /**
     * Reads a user from what a client sent: the name, or the id.
     *
     * @throws HttpFailure 422 when it is neither
     */
    public static User named(String nameOrId) {
        String name = nameOrId.startsWith(PREFIX) ? nameOrId.substring(PREFIX.length()) : nameOrId;
        if (!NAME.matcher(name).matches()) {
            throw HttpFailure.invalid("user", "a user name is " + NAME);
        }
        return new User(PREFIX + name, name);
    }
}
