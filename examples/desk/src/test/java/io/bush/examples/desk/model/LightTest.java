package io.bush.examples.desk.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed000-8.3")
class LightTest {

    private static Light light(
            ConnectionState state, StatusLight light, @Nullable ConnectionException cause, @Nullable Duration next) {
        return Light.of(
                new ConnectionStatus(state, light, Instant.parse("2026-01-15T10:30:05Z"), cause, next), ZoneOffset.UTC);
    }

    @Test
    void connectedIsGreen() {
        Light green = light(ConnectionState.CONNECTED, StatusLight.GREEN, null, null);

        assertThat(green.text()).isEqualTo("Live");
        assertThat(green.why()).isEqualTo("Connected since 10:30:05");
    }

    @Test
    void onTheWayIsAmberAndSaysWhyAndWhenTheNextAttemptIs() {
        Light amber = light(
                ConnectionState.RECONNECTING,
                StatusLight.YELLOW,
                ConnectionException.closed(1006, ""),
                Duration.ofMillis(4_300));

        assertThat(amber.text()).isEqualTo("Reconnecting…");
        assertThat(amber.why())
                .isEqualTo("Reconnecting since 10:30:05: the connection was lost, code 1006; next attempt in 4 s");
    }

    @Test
    void aLongTimeWithoutAConnectionIsRed() {
        Light red = light(ConnectionState.RECONNECTING, StatusLight.RED, ConnectionException.closed(1006, ""), null);

        assertThat(red.text()).isEqualTo("Connection lost – updates may be delayed");
        assertThat(red.rgb()).isNotEqualTo(Light.UNKNOWN.rgb());
    }
}
