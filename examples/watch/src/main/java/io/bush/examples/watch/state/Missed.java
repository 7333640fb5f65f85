package io.bush.examples.watch.state;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that happened and was never told: found by comparing lists.
 *
 * @param event what the event would have been called
 * @param id of what it happened to
 * @param item what that is like now; of one that is gone, its id
 */
public record Missed(String event, String id, JsonNode item) {}
