package io.bush.realtime;

import org.jspecify.annotations.Nullable;

/** Shows tests what only a node sees of a publication. */
public final class PublicationContent {

    private PublicationContent() {}

    public static @Nullable Object data(Publication publication) {
        return publication.data();
    }

    public static @Nullable Object guestData(Publication publication) {
        return publication.guestData();
    }

    public static boolean isVolatile(Publication publication) {
        return publication.delivery() == io.bush.realtime.channel.EventType.Delivery.VOLATILE;
    }
}
