/** Shows a notification, which says no more than `text`; a click on it brings this tab to the front. `false` where the browser shows none of pages. */
export function showNotification(text: string, key: string, onOpen: () => void): boolean {
  try {
    const notification = new Notification('Cloakroom', { body: text, tag: key });
    notification.onclick = () => {
      window.focus();
      notification.close();
      onOpen();
    };
    return true;
  } catch {
    return false;
  }
}
