package io.bush.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting out of range fails when it is made, with its name, its value and what is allowed. */
class SettingsRangesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                bad("heartbeat.interval", "PT0.999S", () -> new Heartbeat(Duration.ofMillis(999), 2)),
                bad("heartbeat.interval", "PT10M0.001S", () -> new Heartbeat(Duration.ofMillis(600_001), 2)),
                bad("heartbeat.missedPongs", "0", () -> new Heartbeat(SECOND, 0)),
                bad("heartbeat.missedPongs", "11", () -> new Heartbeat(SECOND, 11)),
                bad("rate limit max", "0", () -> new Limit(0, SECOND)),
                bad("rate limit max", "10001", () -> new Limit(10_001, SECOND)),
                bad("rate limit window", "PT0.099S", () -> new Limit(1, Duration.ofMillis(99))),
                bad(
                        "rate limit window",
                        "PT24H1S",
                        () -> new Limit(1, Duration.ofDays(1).plus(SECOND))),
                bad("outbound.maxQueuedBytes", "65535", () -> new OutboundLimits(65_535, 1_024, 1, SECOND)),
                bad("outbound.maxQueuedBytes", "67108865", () -> new OutboundLimits(67_108_865, 1_024, 1, SECOND)),
                bad("outbound.maxBatchBytes", "1023", () -> new OutboundLimits(65_536, 1_023, 1, SECOND)),
                bad("outbound.maxBatchBytes", "1048577", () -> new OutboundLimits(65_536, 1_048_577, 1, SECOND)),
                bad("outbound.maxBatchFrames", "0", () -> new OutboundLimits(65_536, 1_024, 0, SECOND)),
                bad("outbound.maxBatchFrames", "1001", () -> new OutboundLimits(65_536, 1_024, 1_001, SECOND)),
                bad("outbound.stallTimeout", "999", () -> new OutboundLimits(65_536, 1_024, 1, Duration.ofMillis(999))),
                bad("connections.perUser", "0", () -> connections(0, 1, 1, 1_024, SECOND, 1, 1, 1)),
                bad("connections.perUser", "10001", () -> connections(10_001, 1, 1, 1_024, SECOND, 1, 1, 1)),
                bad("connections.perShare", "0", () -> connections(1, 0, 1, 1_024, SECOND, 1, 1, 1)),
                bad("connections.subscriptions", "0", () -> connections(1, 1, 0, 1_024, SECOND, 1, 1, 1)),
                bad("connections.messageBytes", "1023", () -> connections(1, 1, 1, 1_023, SECOND, 1, 1, 1)),
                bad("connections.messageBytes", "1048577", () -> connections(1, 1, 1, 1_048_577, SECOND, 1, 1, 1)),
                bad("connections.authDeadline", "0", () -> connections(1, 1, 1, 1_024, Duration.ZERO, 1, 1, 1)),
                bad("connections.unauthenticated", "0", () -> connections(1, 1, 1, 1_024, SECOND, 0, 1, 1)),
                bad("connections.failedAuthsPerMinute", "0", () -> connections(1, 1, 1, 1_024, SECOND, 1, 0, 1)),
                bad("connections.attemptsPerMinute", "10001", () -> connections(1, 1, 1, 1_024, SECOND, 1, 1, 10_001)),
                bad(
                        "access.askDeadline",
                        "PT0.099S",
                        () -> new AccessTiming(Duration.ofMillis(99), Duration.ofMinutes(5), SECOND, SECOND)),
                bad(
                        "access.recheckInterval",
                        "PT9S",
                        () -> new AccessTiming(SECOND, Duration.ofSeconds(9), SECOND, SECOND)),
                bad(
                        "access.secondLook",
                        "PT-1S",
                        () -> new AccessTiming(SECOND, Duration.ofMinutes(5), SECOND.negated(), SECOND)),
                bad(
                        "access.unavailableAfter",
                        "PT0S",
                        () -> new AccessTiming(SECOND, Duration.ofMinutes(5), SECOND, Duration.ZERO)),
                bad("calls.deadline", "PT0.099S", () -> CallLimits.DEFAULT.withDeadline(Duration.ofMillis(99))),
                bad("calls.deadline", "PT5M1S", () -> CallLimits.DEFAULT.withDeadline(Duration.ofSeconds(301))),
                bad("calls.pending", "0", () -> calls(0, 1_024, SECOND)),
                bad("calls.pending", "1001", () -> calls(1_001, 1_024, SECOND)),
                bad("calls.resultBytes", "1023", () -> calls(1, 1_023, SECOND)),
                bad("calls.resultBytes", "1048577", () -> calls(1, 1_048_577, SECOND)),
                bad("calls.idempotencyWindow", "PT0.999S", () -> calls(1, 1_024, Duration.ofMillis(999))),
                bad("calls.idempotencyWindow", "PT1H0.001S", () -> calls(1, 1_024, Duration.ofMillis(3_600_001))),
                bad("calls.rememberedPerUser", "0", () -> CallLimits.DEFAULT.withRemembered(0, 2_097_152)),
                bad("calls.rememberedPerUser", "100001", () -> CallLimits.DEFAULT.withRemembered(100_001, 2_097_152)),
                bad("calls.rememberedBytes", "2097151", () -> CallLimits.DEFAULT.withRemembered(1, 2_097_151)),
                bad("calls.rememberedBytes", "4294967297", () -> CallLimits.DEFAULT.withRemembered(1, 4_294_967_297L)),
                bad("polling.activeInterval", "PT0.999S", () -> polling(Duration.ofMillis(999), SECOND, 1, 1, SECOND)),
                bad("polling.activeInterval", "PT1H1S", () -> polling(Duration.ofSeconds(3_601), SECOND, 1, 1, SECOND)),
                bad("polling.backgroundInterval", "PT0S", () -> polling(SECOND, Duration.ZERO, 1, 1, SECOND)),
                bad("polling.underWay", "0", () -> polling(SECOND, SECOND, 0, 1, SECOND)),
                bad("polling.underWay", "100001", () -> polling(SECOND, SECOND, 100_001, 1, SECOND)),
                bad("polling.underWayPerUser", "0", () -> polling(SECOND, SECOND, 1, 0, SECOND)),
                bad("polling.underWayPerUser", "1001", () -> polling(SECOND, SECOND, 1, 1_001, SECOND)),
                bad("polling.deadline", "PT5M1S", () -> polling(SECOND, SECOND, 1, 1, Duration.ofSeconds(301))),
                bad("presence.lease", "PT9S", () -> presence(Duration.ofSeconds(9), SECOND, 1, 1, SECOND, 1)),
                bad("presence.grace", "PT-1S", () -> presence(MINUTE, SECOND.negated(), 1, 1, SECOND, 1)),
                bad("presence.crowd", "0", () -> presence(MINUTE, SECOND, 0, 1, SECOND, 1)),
                bad("presence.crowdShown", "101", () -> presence(MINUTE, SECOND, 1, 101, SECOND, 1)),
                bad("presence.crowdInterval", "PT0S", () -> presence(MINUTE, SECOND, 1, 1, Duration.ZERO, 1)),
                bad("presence.signallers", "100001", () -> presence(MINUTE, SECOND, 1, 1, SECOND, 100_001)),
                bad("locks.ttl", "PT4S", () -> new LockSettings(Duration.ofSeconds(4), 1)),
                bad("locks.perUser", "0", () -> new LockSettings(MINUTE, 0)),
                bad("repair.headCheck", "PT0.999S", () -> new RepairSettings(Duration.ofMillis(999), 1, 16)),
                bad("repair.headCheck", "PT5M1S", () -> new RepairSettings(Duration.ofSeconds(301), 1, 16)),
                bad("repair.readsInFlight", "0", () -> new RepairSettings(SECOND, 0, 16)),
                bad("repair.readsInFlight", "10001", () -> new RepairSettings(SECOND, 10_001, 16)),
                bad("repair.waitingEvents", "15", () -> new RepairSettings(SECOND, 1, 15)),
                bad("repair.waitingEvents", "100001", () -> new RepairSettings(SECOND, 1, 100_001)),
                bad("retention.maxEvents", "0", () -> new Retention(0, SECOND, SECOND)),
                bad("retention.maxEvents", "100001", () -> new Retention(100_001, SECOND, SECOND)),
                bad("retention.maxAge", "PT0.5S", () -> new Retention(1, Duration.ofMillis(500), SECOND)),
                bad("retention.headAge", "PT1S", () -> new Retention(1, Duration.ofHours(1), SECOND)),
                bad(
                        "minimumInterval",
                        "PT1.001S",
                        () -> ChannelTypes.FILE.withMinimumInterval(Duration.ofMillis(1_001))),
                bad("channel type name", "Bad", () -> io.bush.realtime.channel.ChannelType.withPrefix("Bad", "bad")));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    @Tag("P9")
    void aValueOutOfRangeIsRefusedWithNameValueAndRange(String setting, String value, Runnable make) {
        assertThatThrownBy(make::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining(value)
                .hasMessageContaining("allowed: ");
    }

    @Test
    void theDefaultsAreTheContractsFigures() {
        assertThat(Heartbeat.DEFAULT).isEqualTo(new Heartbeat(Duration.ofSeconds(30), 2));
        assertThat(OutboundLimits.DEFAULT.maxQueuedBytes()).isEqualTo(1_048_576);
        assertThat(PresenceSettings.DEFAULT)
                .isEqualTo(presence(MINUTE, Duration.ofSeconds(5), 100, 5, Duration.ofSeconds(5), 200));
        assertThat(LockSettings.DEFAULT).isEqualTo(new LockSettings(Duration.ofSeconds(30), 10));
        assertThat(ConnectionLimits.DEFAULT)
                .isEqualTo(connections(10, 200, 50, 16_384, Duration.ofSeconds(10), 10_000, 10, 120));
        assertThat(CallLimits.DEFAULT)
                .isEqualTo(new CallLimits(
                        Duration.ofSeconds(10), 16, 65_536, Duration.ofMinutes(2), 512, 64L * 1_048_576));
        assertThat(RepairSettings.DEFAULT).isEqualTo(new RepairSettings(Duration.ofSeconds(2), 64, 1_000));
        assertThat(Retention.DEFAULT).isEqualTo(new Retention(1_000, Duration.ofHours(1), Duration.ofDays(7)));
    }

    @Test
    void aBuilderWithoutAnAuthenticatorOrAuthorizerNamesWhatIsMissing() {
        assertThatThrownBy(() -> RealtimeNode.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("authenticator");
    }

    private static Arguments bad(String setting, String value, Runnable make) {
        return Arguments.of(setting, value, Named.of("made", make));
    }

    private static CallLimits calls(int pending, int resultBytes, Duration window) {
        return new CallLimits(SECOND, pending, resultBytes, window, 1, 2_097_152);
    }

    private static PresenceSettings presence(
            Duration lease, Duration grace, int crowd, int shown, Duration interval, int signallers) {
        return new PresenceSettings(lease, grace, crowd, shown, interval, signallers);
    }

    private static PollingSettings polling(
            Duration active, Duration background, int underWay, int perUser, Duration deadline) {
        return new PollingSettings(new Limit(1, SECOND), active, background, underWay, perUser, deadline);
    }

    private static ConnectionLimits connections(
            int perUser,
            int perShare,
            int subscriptions,
            int bytes,
            Duration deadline,
            int open,
            int failed,
            int tries) {
        return new ConnectionLimits(perUser, perShare, subscriptions, bytes, deadline, open, failed, tries);
    }
}
