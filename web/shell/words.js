// What the page itself says, before or instead of the application. Everything else is in the
// catalogues of assets/texts, which live in the worker.

const texts = {
  ru: {
    elsewhereTitle: 'Retour уже открыт в другой вкладке',
    elsewhere: 'База данных открыта только в одной вкладке, чтобы записи не разошлись. ' +
      'Можно продолжить здесь: другая вкладка сохранит начатое и закроет базу.',
    openHere: 'Продолжить здесь',
    waiting: 'Другая вкладка сохраняет и закрывает базу…',
    noAnswer: 'Другая вкладка не отвечает. Перейдите в неё или закройте её: тогда Retour ' +
      'откроется здесь сам. Данные в сохранности.',
    movedTitle: 'Retour открыт в другой вкладке',
    moved: 'Всё сохранено. Эту вкладку можно закрыть или вернуть работу сюда.',
    memoryTitle: 'Данные не сохраняются на этом устройстве',
    memory: 'Хранилище браузера недоступно. Всё введённое исчезнет, когда вкладка закроется. ' +
      'До этого сделайте экспорт.',
    memoryGo: 'Понятно',
    lockedTitle: 'База данных занята',
    locked: 'Браузер ещё не отпустил файлы базы. Закройте другие вкладки с Retour и повторите.',
    retry: 'Повторить',
    failedTitle: 'Retour остановился',
    failed: 'Сохранённое осталось на устройстве. Перезагрузите страницу; если это повторится, ' +
      'передайте текст ниже тем, кто сопровождает программу.',
    reload: 'Перезагрузить',
    installTitle: 'Retour можно установить',
    installText: 'Он откроется с главного экрана как обычное приложение, работает без сети, и ' +
      'браузер не удалит его базу данных.',
    installByHand: 'Нажмите «Поделиться», затем «На экран „Домой“»: Retour откроется как обычное ' +
      'приложение, и браузер не удалит его базу данных.',
    install: 'Установить',
    installLater: 'Не сейчас',
    graphics: 'В этом браузере нет WebGL 2. Включите аппаратное ускорение или обновите браузер.',
  },
  en: {
    elsewhereTitle: 'Retour is already open in another tab',
    elsewhere: 'The database is open in one tab only, so that records cannot drift apart. ' +
      'You can go on here: the other tab will save what it has begun and close the database.',
    openHere: 'Go on here',
    waiting: 'The other tab is saving and closing the database…',
    noAnswer: 'The other tab does not answer. Go to it, or close it: Retour will then open here ' +
      'by itself. The data is safe.',
    movedTitle: 'Retour is open in another tab',
    moved: 'Everything is saved. You can close this tab, or bring the work back here.',
    memoryTitle: 'Nothing is kept on this device',
    memory: 'The storage of the browser is not available. Whatever you enter is gone when the tab ' +
      'closes. Export it before.',
    memoryGo: 'Understood',
    lockedTitle: 'The database is busy',
    locked: 'The browser has not released the files of the database yet. Close other tabs with ' +
      'Retour and try again.',
    retry: 'Try again',
    failedTitle: 'Retour has stopped',
    failed: 'What was saved is still on the device. Reload the page; if it happens again, give the ' +
      'text below to those who look after the program.',
    reload: 'Reload',
    installTitle: 'Retour can be installed',
    installText: 'It then opens from the home screen like any other app, works without a network, ' +
      'and the browser does not delete its database.',
    installByHand: 'Press Share, then Add to Home Screen: Retour then opens like any other app, ' +
      'and the browser does not delete its database.',
    install: 'Install',
    installLater: 'Not now',
    graphics: 'This browser has no WebGL 2. Switch on hardware acceleration or update the browser.',
  },
  sv: {
    elsewhereTitle: 'Retour är redan öppet i en annan flik',
    elsewhere: 'Databasen är öppen i bara en flik, så att uppgifterna inte glider isär. ' +
      'Du kan fortsätta här: den andra fliken sparar det påbörjade och stänger databasen.',
    openHere: 'Fortsätt här',
    waiting: 'Den andra fliken sparar och stänger databasen…',
    noAnswer: 'Den andra fliken svarar inte. Gå till den eller stäng den, så öppnas Retour här av ' +
      'sig självt. Dina data är i säkerhet.',
    movedTitle: 'Retour är öppet i en annan flik',
    moved: 'Allt är sparat. Du kan stänga fliken eller ta tillbaka arbetet hit.',
    memoryTitle: 'Inget sparas på den här enheten',
    memory: 'Webbläsarens lagring är inte tillgänglig. Det du matar in försvinner när fliken ' +
      'stängs. Exportera det innan dess.',
    memoryGo: 'Jag förstår',
    lockedTitle: 'Databasen är upptagen',
    locked: 'Webbläsaren har inte släppt databasens filer än. Stäng andra flikar med Retour och ' +
      'försök igen.',
    retry: 'Försök igen',
    failedTitle: 'Retour har stannat',
    failed: 'Det som sparades finns kvar på enheten. Ladda om sidan; händer det igen, ge texten ' +
      'nedan till dem som sköter programmet.',
    reload: 'Ladda om',
    installTitle: 'Retour kan installeras',
    installText: 'Då öppnas det från hemskärmen som vilken app som helst, fungerar utan nät, och ' +
      'webbläsaren raderar inte databasen.',
    installByHand: 'Tryck på Dela och sedan Lägg till på hemskärmen: Retour öppnas då som vilken ' +
      'app som helst, och webbläsaren raderar inte databasen.',
    install: 'Installera',
    installLater: 'Inte nu',
    graphics: 'Webbläsaren saknar WebGL 2. Slå på maskinvaruacceleration eller uppdatera den.',
  },
};

/// Language that the user chose, or else one that the browser asks for, or else Russian.
export function language() {
  const chosen = localStorage.getItem('retour.language');
  if (chosen in texts) return chosen;
  for (const tag of navigator.languages) {
    const short = tag.slice(0, 2).toLowerCase();
    if (short in texts) return short;
  }
  return 'ru';
}

export const words = () => texts[language()];
export const languages = Object.keys(texts);
