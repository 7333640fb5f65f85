package io.bush.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names every setting there is. */
class ConfigurationDocTest {

    private static final List<Class<? extends Record>> GROUPS = List.of(
            Heartbeat.class,
            RateLimits.class,
            OutboundLimits.class,
            ConnectionLimits.class,
            AccessTiming.class,
            CallLimits.class,
            PresenceSettings.class,
            LockSettings.class,
            GuestAccess.class,
            PollingSettings.class,
            RepairSettings.class,
            Retention.class);

    @Test
    void everySettingOfEveryGroupIsDescribed() throws IOException {
        String doc = Files.readString(Path.of("../docs/configuration.md"));
        List<String> missing = new ArrayList<>();
        for (Class<? extends Record> group : GROUPS) {
            if (!doc.contains("`" + group.getSimpleName() + "`")) {
                missing.add(group.getSimpleName());
            }
            for (RecordComponent setting : group.getRecordComponents()) {
                if (!doc.contains("| `" + setting.getName() + "` |")) {
                    missing.add(group.getSimpleName() + "." + setting.getName());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPolicyForOutagesIsDescribed() throws IOException {
        String doc = Files.readString(Path.of("../docs/configuration.md"));

        assertThat(doc).contains("## `OutagePolicy`");
        for (OutagePolicy policy : OutagePolicy.values()) {
            assertThat(doc).contains("| `" + policy.name() + "`");
        }
    }

    @Test
    void everyMethodOfTheBuilderIsDescribed() throws IOException {
        String doc = Files.readString(Path.of("../docs/configuration.md"));
        List<String> missing = new ArrayList<>();
        for (Method method : RealtimeNodeBuilder.class.getDeclaredMethods()) {
            boolean setting = Modifier.isPublic(method.getModifiers())
                    && !method.getName().equals("build");
            if (setting && !doc.contains("| `" + method.getName() + "` |")) {
                missing.add(method.getName());
            }
        }
        assertThat(missing).isEmpty();
    }
}
