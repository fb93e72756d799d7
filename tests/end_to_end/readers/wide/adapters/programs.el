;;; programs.el --- Print what elfeed and newsticker keep of a feed's life  -*- lexical-binding: t -*-

;; emacs --batch --load programs.el LIFE STEP...
;;
;; It prints one JSON line for each entry after each step.

(require 'package)
(package-initialize)
(require 'elfeed)
(require 'json)
(require 'newst-backend)

(defvar life (pop command-line-args-left))
(defvar steps command-line-args-left)
(setq command-line-args-left nil)
(setq newsticker-dir (make-temp-file "newsticker" t)
      newsticker-enable-logo-manipulation nil
      newsticker-automatically-mark-items-as-old nil)

(defun utc (seconds)
  (and seconds (format-time-string "%FT%TZ" seconds t)))

(defun emit (program version format step &rest entry)
  (princ (json-encode `(:program ,program :version ,version :format ,format :step ,step ,@entry)))
  (terpri))

(defun document (step format)
  (expand-file-name (concat step "/news." format) life))

(defun run-elfeed (format)
  (setq elfeed-db nil elfeed-db-directory (make-temp-file "elfeed" t))
  (elfeed-db-load)
  (dolist (step steps)
    (let ((xml (with-temp-buffer
                 (insert-file-contents (document step format))
                 (elfeed-xml-parse-region (point-min) (point-max)))))
      (elfeed-db-add
       (pcase (elfeed-feed-type xml)
         (:atom (elfeed-entries-from-atom "https://feeds.example.org/news" xml))
         (:rss (elfeed-entries-from-rss "https://feeds.example.org/news" xml)))))
    (maphash (lambda (id e)
               (emit "elfeed" elfeed-version format step
                     :id (cdr id) :title (elfeed-entry-title e) :link (elfeed-entry-link e)
                     :date (utc (elfeed-entry-date e))
                     :author (plist-get (car (elfeed-meta e :authors)) :name)))
             elfeed-db-entries)))

(defun run-newsticker (format)
  (setq newsticker--cache nil)
  (dolist (step steps)
    (newsticker--get-news-by-funcall
     "news" (lambda (&rest _)
              (with-temp-buffer
                (set-buffer-multibyte nil)
                (insert-file-contents-literally (document step format))
                (buffer-string))))
    (dolist (e (cdr (assq 'news newsticker--cache)))
      (when (memq (newsticker--age e) '(new old))
        (emit "newsticker" emacs-version format step
              :id (newsticker--guid e) :title (newsticker--title e) :link (newsticker--link e)
              :date (utc (newsticker--time e)))))))

(dolist (format '("rss" "atom"))
  (let ((inhibit-message t))
    (run-elfeed format)
    (run-newsticker format)))
;;; programs.el ends here
