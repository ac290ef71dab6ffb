// Notices of the page itself: full pages instead of the application, or a bar below it.

/// Shows {title, text, detail, buttons: [{label, main, action}], bar, calm}; returns {element, say,
/// close}. A `calm` bar is advice, not an alarm. `say` replaces the text and disables the buttons while `busy`.
export function showNotice({title, text, detail = '', buttons = [], bar = false, calm = false}) {
  const section = document.createElement(bar ? 'section' : 'main');
  section.className = ['notice', ...bar ? ['bar'] : [], ...calm ? ['calm'] : []].join(' ');
  const heading = document.createElement('h1');
  heading.textContent = title;
  heading.id = 'notice-title';
  section.setAttribute('aria-labelledby', heading.id);
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  paragraph.setAttribute('role', bar && !calm ? 'alert' : 'status');
  section.append(heading, paragraph);
  if (detail) {
    const quiet = document.createElement('p');
    quiet.className = 'quiet';
    quiet.textContent = detail;
    section.append(quiet);
  }
  const made = buttons.map(({label, main, action}) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    if (main) button.className = 'main';
    button.addEventListener('click', action);
    section.append(button);
    return button;
  });
  document.body.append(section);
  if (!bar) made[0]?.focus();
  return {
    element: section,
    say(message, {busy = false} = {}) {
      paragraph.textContent = message;
      for (const button of made) button.disabled = busy;
    },
    close() { section.remove(); },
  };
}
