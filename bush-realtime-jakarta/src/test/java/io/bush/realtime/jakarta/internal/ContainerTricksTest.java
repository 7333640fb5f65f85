package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Containers' own methods, found by name; Tomcat's and Jetty's for real in the container tests. */
class ContainerTricksTest {

    @Test
    void dropsWhereAContainerCanAbort() {
        Session session = mock(Session.class, withSettings().extraInterfaces(Aborting.class));

        assertThat(HardClose.drop(session)).isTrue();
        verify((Aborting) session).abort();
    }

    @Test
    void saysWhenAContainerOffersNoWayToDrop() {
        assertThat(HardClose.drop(mock(Session.class))).isFalse();
    }

    @Test
    void knowsNoAddressWhereNobodyTells() {
        assertThat(PeerAddress.of(mock(Session.class))).isNull();
        assertThat(PeerAddress.of(config(Map.of()), mock(HandshakeRequest.class)))
                .isNull();
    }

    @Test
    void takesTheAddressOfASessionThatKnowsIt() {
        Session session = mock(Session.class, withSettings().extraInterfaces(Addressed.class));
        when(((Addressed) session).getRemoteAddr()).thenReturn("203.0.113.9");

        assertThat(PeerAddress.of(session)).isEqualTo("203.0.113.9");
    }

    @Test
    void takesTheAddressOfAHandshakeThatKnowsIt() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("203.0.113.9"), 80);
        HandshakeRequest request = mock(HandshakeRequest.class, withSettings().extraInterfaces(Later.class));
        when(((Later) request).getRemoteAddress()).thenReturn("203.0.113.10");

        assertThat(PeerAddress.of(config(Map.of()), request)).isEqualTo("203.0.113.10");
        assertThat(PeerAddress.of(
                        config(Map.of("jakarta.websocket.endpoint.remoteAddress", address)),
                        mock(HandshakeRequest.class)))
                .isEqualTo("203.0.113.9");
    }

    private static ServerEndpointConfig config(Map<String, Object> properties) {
        ServerEndpointConfig config = mock(ServerEndpointConfig.class);
        when(config.getUserProperties()).thenReturn(new HashMap<>(properties));
        return config;
    }

    /** As Jetty's session. */
    public interface Aborting {
        void abort();
    }

    /** As Tyrus' session. */
    public interface Addressed {
        String getRemoteAddr();
    }

    /** As the API from 2.3 on. */
    public interface Later {
        String getRemoteAddress();
    }
}
