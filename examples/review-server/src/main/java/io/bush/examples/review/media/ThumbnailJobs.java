package io.bush.examples.review.media;

import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes thumbnails in the background, two at a time, and tells how it goes. What waits, waits in the database, where every
 * node finds it. Thread safety: any thread.
 */
public final class ThumbnailJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ThumbnailJobs.class);

    private static final int AT_THE_SAME_TIME = 2;

    private final ReviewEvents events;
    private final ThreadPoolExecutor workers;
    /** Set once, when the server stands. */
    private volatile @Nullable Queue queue;

    public ThumbnailJobs(ReviewEvents events) {
        this.events = events;
        AtomicInteger count = new AtomicInteger();
        // One look more than there are workers is enough: it begins later than whatever it was asked for.
        this.workers = new ThreadPoolExecutor(
                AT_THE_SAME_TIME,
                AT_THE_SAME_TIME,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(1),
                work -> {
                    Thread thread = new Thread(work, "thumbnail-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * One thumbnail to make; whoever has it is the only one.
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
        /** Returns false when the file is gone, or the job became somebody else's: then nobody wants to know. */
        boolean store(boolean made);
    }

    /** The jobs that wait, on whichever node. Thread safety: any thread. */
    public interface Queue {
        /** Takes the next job, so that nobody else gets it; null when none waits. */
        @Nullable
        Job next();

        /** Returns how many jobs wait or run, on all nodes. */
        int waiting();
    }

    /** Tells whether a file of this media type gets a thumbnail. */
    public static boolean handles(String mediaType) {
        return mediaType.startsWith("image/");
    }

    /** Says where jobs come from; from now on there may be some. */
    public void takeFrom(Queue source) {
        queue = source;
        look();
    }

    /** Looks for jobs, soon. */
    public void look() {
        for (int i = 0; i < AT_THE_SAME_TIME; i++) {
            workers.execute(this::runAll);
        }
    }

    private void runAll() {
        try {
            for (Job job = next(); job != null; job = next()) {
                run(job);
            }
        } catch (StoreException e) {
            LOG.warn("the next picture cannot be asked for; it is tried again", e);
        }
    }

    private @Nullable Job next() {
        Queue source = queue;
        return source == null || workers.isShutdown() ? null : source.next();
    }

    /** Returns how many jobs wait or run, on all nodes. */
    public int waiting() {
        Queue source = queue;
        return source == null ? 0 : source.waiting();
    }

    private void run(Job job) {
        events.processingStarted(job.fileId());
        try {
            Steps steps = new Steps(job.fileId());
            ThumbnailImage.make(job.source(), job.target(), steps::at);
            if (job.outcome().store(true)) {
                events.processingCompleted(job.fileId());
            }
        } catch (ThumbnailImage.UnusablePicture e) {
            LOG.info("no thumbnail of {}: {}", job.fileId(), e.getMessage());
            fail(job, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            LOG.warn("what became of the thumbnail of {} is not stored; it is made again", job.fileId(), e);
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

    /** Stops after the jobs that run; those that wait are made by others, or after the next start. */
    @Override
    public void close() {
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
