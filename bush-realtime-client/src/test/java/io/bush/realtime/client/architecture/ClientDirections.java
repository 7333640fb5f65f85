package io.bush.realtime.client.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** Which package of the client may know which: what users see knows nothing of how it is done. */
final class ClientDirections {

    private ClientDirections() {}

    static ArchRule pointDownward(String root) {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("root")
                .definedBy(root)
                .layer("engine")
                .definedBy(root + ".internal.engine")
                .layer("transport")
                .definedBy(root + ".internal.transport")
                .layer("wire")
                .definedBy(root + ".internal.wire")
                .layer("lane")
                .definedBy(root + ".internal.lane")
                .layer("optimistic")
                .definedBy(root + ".optimistic")
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
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers("root", "engine")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("lane")
                .mayOnlyBeAccessedByLayers("root", "engine", "transport")
                .whereLayer("connection")
                .mayOnlyBeAccessedByLayers("root", "engine", "transport", "wire")
                .ensureAllClassesAreContainedInArchitecture();
    }

    static ArchRule haveNoCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }
}
