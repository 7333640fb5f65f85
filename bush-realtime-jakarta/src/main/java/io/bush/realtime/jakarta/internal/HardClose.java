package io.bush.realtime.jakarta.internal;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a socket without a close frame where the container has a way to, which the standard API has not: Jetty's
 * {@code abort()}, Undertow's {@code forceClose()}, Tomcat's remote endpoint. Thread safety: stateless.
 */
final class HardClose {

    private HardClose() {}

    /**
     * Drops the connection.
     *
     * @param session whose
     * @return false when this container offers no way
     */
    static boolean drop(Session session) {
        try {
            Method direct = method(session.getClass(), "abort", "forceClose");
            if (direct != null) {
                direct.invoke(session);
                return true;
            }
            Field remote = session.getClass().getDeclaredField("wsRemoteEndpoint");
            remote.setAccessible(true);
            Object endpoint = remote.get(session);
            Method close = method(endpoint.getClass(), "close");
            if (close != null) {
                close.invoke(endpoint);
                return true;
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException unknownContainer) {
            return false;
        }
        return false;
    }

    private static @Nullable Method method(Class<?> type, String... names) {
        List<String> wanted = List.of(names);
        return Arrays.stream(type.getMethods())
                .filter(it -> wanted.contains(it.getName()) && it.getParameterCount() == 0)
                .findFirst()
                .orElse(null);
    }
}
