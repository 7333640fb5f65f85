package io.bush.realtime.redis.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.auth.Principal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is, as JSON: {@code {id, name?, avatar_url?}}, a guest {@code {id, share_id, name?}}. The same person always
 * gives the same bytes, so that scripts can compare. Thread safety: no state.
 */
public final class PrincipalCodec {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PrincipalCodec() {}

    /**
     * Writes a principal.
     *
     * @param who the principal
     * @return UTF-8 JSON
     */
    public static byte[] encode(Principal who) {
        try {
            return MAPPER.writeValueAsBytes(tree(who));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a principal is plain text", e);
        }
    }

    /**
     * Makes the tree of a principal, to become a part of something else.
     *
     * @param who the principal
     * @return an object
     */
    public static ObjectNode tree(Principal who) {
        ObjectNode tree = MAPPER.createObjectNode().put("id", who.id());
        if (who instanceof Principal.ShareGuest guest) {
            tree.put("share_id", guest.shareId());
        }
        putUnlessNull(tree, "name", who.name());
        putUnlessNull(tree, "avatar_url", who.avatarUrl());
        return tree;
    }

    private static void putUnlessNull(ObjectNode tree, String field, @Nullable String value) {
        if (value != null) {
            tree.put(field, value);
        }
    }

    /**
     * Reads a principal.
     *
     * @param json UTF-8 JSON
     * @return the principal
     * @throws IllegalArgumentException when it is none
     */
    public static Principal decode(byte[] json) {
        try {
            return decode(MAPPER.readTree(json));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a principal: no JSON", e);
        }
    }

    /**
     * Reads a principal.
     *
     * @param tree what {@link #tree} made
     * @return the principal
     * @throws IllegalArgumentException when it is none
     */
    public static Principal decode(JsonNode tree) {
        String id = text(tree, "id");
        if (id == null) {
            throw new IllegalArgumentException("not a principal: it has no id");
        }
        String share = text(tree, "share_id");
        return share == null
                ? new Principal.Member(id, text(tree, "name"), text(tree, "avatar_url"))
                : new Principal.ShareGuest(id, share, text(tree, "name"));
    }

    private static @Nullable String text(JsonNode tree, String field) {
        return tree.path(field).textValue();
    }
}
