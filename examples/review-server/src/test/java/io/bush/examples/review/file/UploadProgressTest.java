package io.bush.examples.review.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UploadProgressTest {

    private final List<String> told = new ArrayList<>();
    private long nanos = 5;

    @Test
    void theFirstAndTheLastAreAlwaysTold() {
        UploadProgress progress = progress(200);
        progress.arrived(150);
        progress.arrived(50);
        progress.done();

        assertThat(told).containsExactly("150/200", "200/200");
    }

    @Test
    void betweenThemAtMostTenASecondAndOnlyWhenThePercentageMoved() {
        UploadProgress progress = progress(1000);
        progress.arrived(1);
        progress.arrived(500);
        pass(99);
        progress.arrived(1);
        pass(1);
        progress.arrived(1);
        pass(100);
        progress.arrived(1);

        assertThat(told).containsExactly("1/1000", "503/1000");

        pass(900);
        progress.arrived(1);
        assertThat(told).last().isEqualTo("505/1000");
    }

    @Test
    void withoutATotalTheBytesAreToldOnceASecond() {
        UploadProgress progress = progress(-1);
        progress.arrived(10);
        pass(500);
        progress.arrived(10);
        pass(500);
        progress.arrived(10);
        progress.done();

        assertThat(told).containsExactly("10/null", "30/null", "30/30");
    }

    @Test
    void everythingIsToldOnlyWhenNothingFollows() {
        UploadProgress progress = progress(10);
        progress.arrived(20);
        assertThat(told).isEmpty();
        progress.done();

        assertThat(told).containsExactly("20/20");
    }

    @Test
    void anEmptyFileIsCompleteAtOnce() {
        progress(0).done();

        assertThat(told).containsExactly("0/0");
    }

    private UploadProgress progress(long expected) {
        return new UploadProgress(expected, () -> nanos, this::tell);
    }

    private void tell(long bytes, @Nullable Long total) {
        told.add(bytes + "/" + total);
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
