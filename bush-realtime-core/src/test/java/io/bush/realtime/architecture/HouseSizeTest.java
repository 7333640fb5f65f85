package io.bush.realtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseSizeTest {
    private static final Path ALL_MODULES = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path root;

    @Test
    void everyMainSourceOfEveryModuleKeepsTheHouseMeasures() throws IOException {
        assertThat(HouseSize.mainSources(ALL_MODULES))
                .anyMatch(it -> it.endsWith("bush-realtime-core/src/main/java/module-info.java"))
                .anyMatch(it -> it.endsWith("bush-realtime-client/src/main/java/module-info.java"));
        assertThat(HouseSize.violations(ALL_MODULES)).isEmpty();
    }

    @Test
    void aPlantedLongFileIsCaught() throws IOException {
        plant("src/main/java/Long.java", "\n".repeat(HouseSize.MAX_LINES + 1));
        plant("src/main/java/Longest.java", "\n".repeat(HouseSize.MAX_LINES));

        assertThat(HouseSize.violations(root)).singleElement().asString().contains("Long.java has 401 lines");
    }

    @Test
    void aPlantedCrowdInAPackageIsCaught() throws IOException {
        for (int i = 0; i <= HouseSize.MAX_FILES; i++) {
            plant("module/src/main/java/crowded/File" + i + ".java", "");
        }
        for (int i = 0; i < HouseSize.MAX_FILES; i++) {
            plant("module/src/main/java/full/File" + i + ".java", "");
        }
        plant("module/src/main/java/full/package-info.java", "");

        assertThat(HouseSize.violations(root)).singleElement().asString().contains("crowded has 15 files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public final class HubManager {",
                "class TimeUtil {",
                "class TimeUtils {",
                "class LaneHelper {",
                "interface LaneCommon {",
                "class LaneBase {",
                "public enum StateInfo {",
                "    private static final class LaneImpl {",
                "record ChannelData(int a) {",
                "sealed interface FrameProcessor {",
                "class ReplayService {",
                "public abstract class AbstractLane {"
            })
    void aPlantedNameThatSaysNothingIsCaught(String declaration) throws IOException {
        plant("src/main/java/Planted.java", declaration);

        assertThat(HouseSize.violations(root)).singleElement().asString().contains("says too little");
    }

    @Test
    void testsBuildOutputAndHonestNamesAreFree() throws IOException {
        plant("src/test/java/LaneHelper.java", "class LaneHelper {}");
        plant("target/generated/src/main/java/LaneHelper.java", "class LaneHelper {}");
        plant("src/main/java/Database.java", "/**\n * class LaneHelper\n */\nclass Database {}\nclass Abstracts {}");

        assertThat(HouseSize.violations(root)).isEmpty();
    }

    private void plant(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
