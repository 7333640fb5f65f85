package io.bush.realtime;

import io.bush.realtime.channel.EventType;
import org.jspecify.annotations.Nullable;

/** Shows tests what only a node sees of a publication. */
public final class PublicationContent {

    private PublicationContent() {}

    public static @Nullable Object data(Publication publication) {
        return publication.data();
    }

    public static boolean isVolatile(Publication publication) {
        return publication.delivery() == EventType.Delivery.VOLATILE;
    }
}
