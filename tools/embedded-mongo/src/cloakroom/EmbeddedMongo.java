package cloakroom;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;

/**
 * A MongoDB-protocol server on one file, for machines without MongoDB. Listens on loopback only.
 *
 * <p>Arguments: the data file, the port (0 for any). Prints {@code listening PORT} once it answers; SIGTERM compacts the
 * file and ends it.
 */
public final class EmbeddedMongo {
  private static final int COMPACT_AT_START_MS = 5_000;
  private static final int COMPACT_AT_STOP_MS = 2_000;
  private static final int COMPACT_WHEN_IDLE_MS = 200;
  private static final long IDLE_SECONDS = 30;

  /** What the driver asks for at least; the server's own claim is older than its abilities. */
  private static final MongoVersion VERSION =
      new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
          return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
          return 13;
        }
      };

  private EmbeddedMongo() {}

  public static void main(String[] arguments) {
    String file = arguments[0];
    int port = Integer.parseInt(arguments[1]);

    MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().open();
    store.compactFile(COMPACT_AT_START_MS);
    DurableH2Backend backend = new DurableH2Backend(store);
    backend.version(VERSION);
    MongoServer server = new MongoServer(backend);

    ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(EmbeddedMongo::daemon);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, store, housekeeping)));
    server.bind(new InetSocketAddress("127.0.0.1", port));
    housekeeping.scheduleWithFixedDelay(
        () -> compactWhenIdle(backend, store), IDLE_SECONDS, IDLE_SECONDS, TimeUnit.SECONDS);

    System.out.println("listening " + server.getLocalAddress().getPort());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "housekeeping");
    thread.setDaemon(true);
    return thread;
  }

  private static void compactWhenIdle(DurableH2Backend backend, MVStore store) {
    if (backend.nanosSinceLastWrite() > TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
      store.compactFile(COMPACT_WHEN_IDLE_MS);
    }
  }

  /** The backend closes the store when the server shuts down, so the file is compacted before that. */
  private static void stop(MongoServer server, MVStore store, ScheduledExecutorService housekeeping) {
    housekeeping.shutdownNow();
    server.stopListening();
    if (!store.isClosed()) {
      store.commit();
      store.compactFile(COMPACT_AT_STOP_MS);
    }
    server.shutdownNow();
  }
}
