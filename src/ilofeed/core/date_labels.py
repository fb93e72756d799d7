"""Recognise the words that pages print before a date: labels of a publication, and of a deadline."""

from __future__ import annotations

import re

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import clean, fold

# Labels after which a date is that of publication; "/" separates them.
_PUBLICATION = frozenset(
    (
        "date/dated/published/date published/publication date/published date/posted/date posted/post date/"
        "release date/released/date released/issued/date issued/issue date/filed/date filed/filing date/"
        "opinion filed/decided/date decided/decision date/entered/added/date added/uploaded/announced/created/"
        "date of publication/date of release/date of issue/date of filing/date of decision/date of posting/"
        "first published/originally published/press release/news release/publié/publiée/publiés/publiées/"
        "mis en ligne/mise en ligne/paru/parue/posté/postée/diffusé/date de publication/rendu/rendue/déposé/"
        "déposée/veröffentlicht/veröffentlichung/veröffentlichungsdatum/erschienen/datum/eingestellt/erstellt/"
        "fecha/fecha de publicación/publicado/publicada/publicación/emitido/emitida/data/data de publicação/"
        "publicado em/publicada em/postado/postada/divulgado/divulgada/publicação/pubblicato/pubblicata/"
        "data di pubblicazione/pubblicazione/gepubliceerd/geplaatst/datum/publicatiedatum/publicerad/publicerat/"
        "publiceringsdatum/publiceret/offentliggjort/udgivet/dato/publisert/lagt ut/julkaistu/julkaisupäivä/"
        "päivämäärä/avaldatud/kuupäev/publicēts/publicēta/datums/paskelbta/publikuota/data/opublikowano/"
        "data publikacji/dodano/data dodania/zveřejněno/publikováno/vydáno/datum zveřejnění/zverejnené/"
        "publikované/dátum/dátum zverejnenia/objavljeno/datum objave/objava/közzétéve/közzététel/megjelent/"
        "publicat/publicată/data publicării/публикувано/публикувана/дата/дата на публикуване/δημοσιεύθηκε/"
        "δημοσιεύτηκε/δημοσίευση/ημερομηνία/ημερομηνία δημοσίευσης/ippubblikat/foilsithe/опубликовано/"
        "опубликована/дата публикации/размещено/добавлено/опубліковано/дата публікації/yayınlanma tarihi/"
        "yayın tarihi/yayımlanma tarihi/tarih/eklenme tarihi/tarix/dərc edilib/نشر في/نشر/تاريخ النشر/التاريخ/"
        "تاريخ/تاریخ انتشار/تاریخ/منتشر شده/تاریخ اشاعت/פורסם/תאריך/תאריך פרסום/प्रकाशित/दिनांक/तारीख/"
        "प्रकाशन तिथि/প্রকাশিত/প্রকাশ/তারিখ/প্রকাশের তারিখ/"
        "등록일/작성일/게시일/발행일/입력/公開日/掲載日/発表日/公表日/発行日/投稿日/日付/"
        "公開/发布时间/"
        "发布日期/日期/时间/发布/發布日期/發布時間/發佈日期/時間/ngày đăng/đăng ngày/đăng lúc/ngày ban hành/"
        "เผยแพร่/เผยแพร่เมื่อ/"
        "วันที่เผยแพร่/โพสต์เมื่อ/ประกาศเมื่อ/diterbitkan/dipublikasikan/tanggal/diposting/diunggah/tarikh/"
        "tarikh terbit/tarehe/imechapishwa/inilathala/nai-post/petsa/გამოქვეყნდა/თარიღი/հրապարակվել է/"
        "հրապարակված է/ամսաթիվ/жарияланды/жарияланған күні"
    )
    .casefold()
    .split("/")
)
# Labels of a later date than that of publication.
_UPDATE = frozenset(
    "updated/last updated/date updated/update/modified/last modified/revised/amended/mis à jour/mise à jour/modifié"
    "/dernière mise à jour/actualisé/aktualisiert/geändert/zuletzt geändert/stand/actualizado/actualizada"
    "/última actualización/modificado/atualizado/atualizada/última atualização/aggiornato/ultimo aggiornamento"
    "/bijgewerkt/gewijzigd/laatst bijgewerkt/uppdaterad/senast uppdaterad/opdateret/oppdatert/sist oppdatert"
    "/päivitetty/uuendatud/atjaunots/atnaujinta/zaktualizowano/aktualizacja/aktualizováno/aktualizované/posodobljeno"
    "/ažurirano/frissítve/frissült/actualizat/обновена/обновено/ενημερώθηκε/обновлено/оновлено/güncelleme"
    "/güncellenme tarihi/son güncelleme/آخر تحديث/تحديث/به روز رسانی/עודכן/अपडेट/হালনাগাদ/수정일"
    "/更新日/最終更新日/更新時間"
    "/更新时间/cập nhật/อัปเดต/diperbarui/dikemas kini/განახლდა".casefold().split("/")
)
_FIRST_WORDS = frozenset(phrase.partition(" ")[0] for phrase in _PUBLICATION)
_ALL = _PUBLICATION | _UPDATE
# Words between such a label and the date: "on", "the".
_ON = frozenset(
    "on at le la el en em am den vom il op på den dne dňa dnia w dniu dana du del da di от в на від στις την"
    " tarihinde في بتاريخ در به ב ব pada lúc ngày เมื่อ วันที่ noong sa tarehe".casefold().split()
)
_MAX_LABEL_WORDS = 3
_WORD = LazyPattern(r"[^\W\d_][^\s\d:：,|(\[]*")
_ON_WORD = LazyPattern(r"[^\W\d_]+(?=[ :：])")
_SEPARATOR = LazyPattern("[ :：]{0,3}")

# Any short label with a colon.
_COLON = LazyPattern(r"[^\W\d](?:[^:：\d]{1,24})?[:：]\s*(?P<rest>.+)", re.DOTALL)

# Words before the date of a deadline, which is not the date of publication.
_DEADLINE = LazyPattern(
    r"(?:.*\b)?(?:deadline|clos(?:es(?: on)?|ing (?:date|on))|due(?: date| on| by)?|expir(?:es|y)"
    r"|apply (?:by|before)|valid until|date (?:limite|butoir)|(?:date de )?clôture|échéance"
    r"|fecha (?:límite|de cierre|de vencimiento)|plazo|prazo|data limite|scadenza|frist|einsendeschluss"
    r"|bewerbungsschluss|sluitingsdatum|uiterlijk|sista (?:ansöknings)?dag|ansøgningsfrist|søknadsfrist|määräaika"
    r"|tähtaeg|termiņš|terminas|termin (?:składania|zgłoszeń)|uzávěrka|uzávierka|rok za prijavu|határidő"
    r"|termen(?:ul)? limită|краен срок|προθεσμία|крайний срок|кінцевий термін|срок|son (?:başvuru|tarih)|締切\w*"
    r"|截止\w*|마감\w*|الموعد النهائي|آخر موعد|مهلت|מועד אחרון|अंतिम तिथि|শেষ তারিখ|hạn (?:chót|cuối|nộp)|หมดเขต|ปิดรับ"
    r"|batas (?:waktu|akhir)|tarikh tutup)\b.{0,24}",
    re.IGNORECASE | re.DOTALL,
)
_EDGE = " \t\r\n\u00a0-–—:\uff1a|,;•·"
_MAX_DEADLINE_LENGTH = 50


def label_words() -> frozenset[str]:
    """Return all words of labels, in lower case."""
    return frozenset(word for phrase in (*_ALL, *_ON) for word in phrase.split())


def after_label(text: str) -> str | None:
    """Return *text* without the label before its date, "Published on 5 May 2026" or "Start: 5 May 2026".

    Return None if it has no label. A label with a colon may be any short words.
    """
    colon = _COLON.fullmatch(text)
    if colon:
        return colon["rest"]
    end = _label_end(text, 0, _ALL)
    return text[end:] if 0 < end < len(text) else None


def publication_label_end(text: str, at: int = 0) -> int:
    """Return where the label of a publication ends that begins *at* in *text*; *at* if there is none."""
    word = _WORD.match(text, at)
    if word is None or word[0].rstrip(".").casefold() not in _FIRST_WORDS:
        return at
    return _label_end(text, at, _PUBLICATION)


def is_update(label: str) -> bool:
    """Return whether *label*, the words before a date, announces the date of a change: "Last updated on"."""
    words = clean(label, 120).strip(_EDGE)
    return _label_end(f"{words} ", 0, _UPDATE) >= len(words) > 0


def is_deadline(label: str) -> bool:
    """Return whether *label*, the words before a date, announces a deadline."""
    words = clean(label, 120).strip(_EDGE)
    # Words with digits have a date of their own.
    if len(words) >= _MAX_DEADLINE_LENGTH or any(map(str.isdigit, words)):
        return False
    return _DEADLINE.fullmatch(words) is not None


def _past_on(text: str, at: int) -> int:
    """Return the position after a colon and the word for "on" that follow a label."""
    for _ in range(_MAX_LABEL_WORDS):
        separator = _SEPARATOR.match(text, at)
        at = separator.end() if separator else at
        on = _ON_WORD.match(text, at)
        if on is None or on[0].casefold() not in _ON:
            break
        at = on.end()
    return at


def _label_end(text: str, at: int, phrases: frozenset[str]) -> int:
    ends: list[int] = []
    word = _WORD.match(text, at)
    while word and len(ends) < _MAX_LABEL_WORDS:
        ends.append(word.end())
        word = _WORD.match(text, word.end() + 1) if text[word.end() : word.end() + 1] == " " else None
    for end in reversed(ends):
        if fold(text[at:end]).rstrip(".") in phrases:
            return _past_on(text, end)
    return at
