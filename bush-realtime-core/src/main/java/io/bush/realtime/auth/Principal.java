package io.bush.realtime.auth;

import io.bush.realtime.channel.ViewClass;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection. Identity never changes on a connection (contract §2). Thread safety:
 * immutable.
 */
public sealed interface Principal {

    /**
     * Returns the id that limits, presence and locks are counted under.
     *
     * @return the user id, or the guest id
     */
    String id();

    /**
     * Returns the display name.
     *
     * @return the name, or null
     */
    @Nullable
    String name();

    /**
     * Returns the address of a picture.
     *
     * @return the address, or null
     */
    @Nullable
    String avatarUrl();

    /**
     * Returns which view of events this principal gets.
     *
     * @return member or guest
     */
    ViewClass view();

    /**
     * An authenticated user.
     *
     * @param id the application's user id, {@code [A-Za-z0-9_.:-]{1,128}}
     * @param name display name, or null
     * @param avatarUrl picture, or null
     */
    record Member(
            String id,
            @Override @Nullable String name,
            @Override @Nullable String avatarUrl) implements Principal {

        private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

        /** Refuses ids outside the grammar, because they become parts of keys. */
        public Member {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("user id is \"" + id + "\", allowed: " + ID);
            }
        }

        @Override
        public ViewClass view() {
            return ViewClass.MEMBER;
        }
    }

    /**
     * Somebody who came with a share token: the only anonymous principal (contract §3.3). Each connection is a principal
     * of its own, the node gives it its id.
     *
     * @param id {@code guest_…}; empty until the node has given one
     * @param shareId the share the token is for
     * @param name a name the guest entered, or null
     */
    record ShareGuest(
            String id, String shareId, @Override @Nullable String name) implements Principal {

        /** Refuses absent parts. */
        public ShareGuest {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(shareId, "shareId");
        }

        /**
         * Returns a guest of a share as an {@link Authenticator} reports one.
         *
         * @param shareId the share the token is for
         * @return a guest without an id
         */
        public static ShareGuest of(String shareId) {
            return new ShareGuest("", shareId, null);
        }

        @Override
        public @Nullable String avatarUrl() {
            return null;
        }

        @Override
        public ViewClass view() {
            return ViewClass.GUEST;
        }
    }
}
