package cloakroom;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import org.h2.mvstore.MVStore;

/**
 * Commits the store before a write is acknowledged. By itself the store commits once a second, so that a killed server
 * would lose writes that it had confirmed.
 */
final class DurableH2Backend extends H2Backend {
  private static final Set<String> READS =
      Set.of(
          "aggregate", "buildinfo", "count", "distinct", "endsessions", "explain", "find", "getmore", "hello", "ismaster",
          "killcursors", "listcollections", "listdatabases", "listindexes", "ping", "serverstatus", "whatsmyuri");

  private volatile long lastWriteNanos = System.nanoTime();

  DurableH2Backend(MVStore store) {
    super(store);
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    Document reply = super.handleMessage(message);
    if (!isRead(message.getDocument())) {
      getMvStore().commit();
      lastWriteNanos = System.nanoTime();
    }
    return reply;
  }

  long nanosSinceLastWrite() {
    return System.nanoTime() - lastWriteNanos;
  }

  private static boolean isRead(Document command) {
    return command.keySet().stream().findFirst().map(name -> READS.contains(name.toLowerCase())).orElse(false);
  }
}
