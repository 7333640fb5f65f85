package io.bush.examples.watch.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import java.io.IOException;
import java.util.List;

/** Where the state of channels is fetched. */
@FunctionalInterface
public interface Lists {

    /** Fetches all that belongs to a channel of a type that is listed; waits for the answer. */
    List<JsonNode> fetch(Channel channel) throws IOException;
}
