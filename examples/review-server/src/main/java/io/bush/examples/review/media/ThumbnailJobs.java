package io.bush.examples.review.media;

import io.bush.examples.review.realtime.ReviewEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes thumbnails in the background, two at a time and at most 10,000 waiting, and tells how it goes. Thread safety: any
 * thread.
 */
public final class ThumbnailJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ThumbnailJobs.class);

    private static final int MAX_WAITING = 10_000;

    private final ReviewEvents events;
    private final ThreadPoolExecutor workers;

    public ThumbnailJobs(ReviewEvents events) {
        this.events = events;
        AtomicInteger count = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_WAITING), work -> {
                    Thread thread = new Thread(work, "thumbnail-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * One thumbnail to make.
     *
     * @param fileId whose channel hears about it
     * @param source the picture
     * @param target where the PNG goes
     * @param outcome stores what became of it
     */
    public record Job(String fileId, Path source, Path target, Outcome outcome) {}

    /** Stores what became of a job, before anybody is told. */
    @FunctionalInterface
    public interface Outcome {
        /** Returns false when the file is gone and nobody wants to know. */
        boolean store(boolean made);
    }

    /** Tells whether a file of this media type gets a thumbnail. */
    public static boolean handles(String mediaType) {
        return mediaType.startsWith("image/");
    }

    /** Puts a job in the queue; a full queue fails it at once. */
    public void submit(Job job) {
        try {
            workers.execute(() -> run(job));
        } catch (RejectedExecutionException e) {
            fail(job, "too many pictures are waiting");
        }
    }

    /** Returns how many jobs wait or run. */
    public int waiting() {
        return workers.getQueue().size() + workers.getActiveCount();
    }

    private void run(Job job) {
        events.processingStarted(job.fileId());
        try {
            Steps steps = new Steps(job.fileId());
            ThumbnailImage.make(job.source(), job.target(), steps::at);
            if (job.outcome().store(true)) {
                events.processingCompleted(job.fileId());
            } else {
                Files.deleteIfExists(job.target());
            }
        } catch (ThumbnailImage.UnusablePicture e) {
            LOG.info("no thumbnail of {}: {}", job.fileId(), e.getMessage());
            fail(job, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.error("thumbnail of {} failed", job.fileId(), e);
            fail(job, "the picture could not be processed");
        }
    }

    private void fail(Job job, String message) {
        if (job.outcome().store(false)) {
            events.processingFailed(job.fileId(), message);
        }
    }

    /** Tells every tenth percent once. */
    private final class Steps {
        private final String fileId;
        private int last = -10;

        Steps(String fileId) {
            this.fileId = fileId;
        }

        void at(int percent) {
            if (percent >= last + 10) {
                last = percent;
                events.processingProgress(fileId, percent);
            }
        }
    }

    /** Stops after the jobs that run; those that wait are made after the next start. */
    @Override
    public void close() {
        workers.getQueue().clear();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
