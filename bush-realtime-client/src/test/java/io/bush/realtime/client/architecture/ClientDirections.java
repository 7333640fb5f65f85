package io.bush.realtime.client.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.lang.ArchRule;

/** Which package of the client may know which: what users see knows nothing of how it is done. */
final class ClientDirections {

    /** All that users do not see, and the root, which makes it. */
    private static final String[] INTERNAL = {
        "root",
        "engine",
        "call",
        "poll",
        "session",
        "parts",
        "subscription",
        "user",
        "transport",
        "wire",
        "presence keeping",
        "lock keeping",
        "signal keeping"
    };

    private ClientDirections() {}

    static ArchRule pointDownward(String root) {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("root")
                .definedBy(root)
                .layer("engine")
                .definedBy(root + ".internal.engine")
                .layer("call")
                .definedBy(root + ".internal.call")
                .layer("poll")
                .definedBy(root + ".internal.poll")
                .layer("presence keeping")
                .definedBy(root + ".internal.presence")
                .layer("lock keeping")
                .definedBy(root + ".internal.lock")
                .layer("signal keeping")
                .definedBy(root + ".internal.signal")
                .layer("session")
                .definedBy(root + ".internal.session")
                .layer("parts")
                .definedBy(root + ".internal.parts")
                .layer("subscription")
                .definedBy(root + ".internal.subscription")
                .layer("user")
                .definedBy(root + ".internal.user")
                .layer("transport")
                .definedBy(root + ".internal.transport")
                .layer("wire")
                .definedBy(root + ".internal.wire")
                .layer("lane")
                .definedBy(root + ".internal.lane")
                .layer("presence")
                .definedBy(root + ".presence")
                .layer("lock")
                .definedBy(root + ".lock")
                .layer("signal")
                .definedBy(root + ".signal")
                .layer("optimistic")
                .definedBy(root + ".optimistic")
                .layer("calls")
                .definedBy(root + ".call")
                .layer("connection")
                .definedBy(root + ".connection")
                .layer("channel")
                .definedBy(root + ".channel")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("optimistic")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("call")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("poll")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("presence keeping")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("lock keeping")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("signal keeping")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("engine", "call", "presence keeping", "lock keeping", "signal keeping")
                .whereLayer("parts")
                .mayOnlyBeAccessedByLayers(
                        "root",
                        "engine",
                        "call",
                        "poll",
                        "session",
                        "presence keeping",
                        "lock keeping",
                        "signal keeping")
                .whereLayer("subscription")
                .mayOnlyBeAccessedByLayers(
                        "engine", "poll", "session", "parts", "presence keeping", "lock keeping", "signal keeping")
                .whereLayer("user")
                .mayOnlyBeAccessedByLayers(
                        "engine",
                        "call",
                        "poll",
                        "session",
                        "parts",
                        "subscription",
                        "presence keeping",
                        "lock keeping",
                        "signal keeping")
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers("root", "session", "poll", "parts")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers(
                        "engine",
                        "call",
                        "poll",
                        "session",
                        "subscription",
                        "presence keeping",
                        "lock keeping",
                        "signal keeping")
                .whereLayer("lane")
                .mayOnlyBeAccessedByLayers(INTERNAL)
                .whereLayer("calls")
                .mayOnlyBeAccessedByLayers("root", "engine", "call")
                .whereLayer("connection")
                .mayOnlyBeAccessedByLayers(INTERNAL)
                .whereLayer("presence")
                .mayOnlyBeAccessedByLayers("root", "engine", "presence keeping")
                .whereLayer("lock")
                .mayOnlyBeAccessedByLayers("root", "engine", "lock keeping")
                .whereLayer("signal")
                .mayOnlyBeAccessedByLayers("root", "engine", "signal keeping")
                .ensureAllClassesAreContainedInArchitecture();
    }
}
