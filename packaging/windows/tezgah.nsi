; Setup of Tezgâh for one person, without an administrator. packaging/windows_files.py compiles it and defines VERSION,
; VERSION_NUMBERS, FILES (all files of the frozen folder), ICON, TARGET, SIZE_KB and, for tests, CPU.

!ifdef CPU
  Target ${CPU}
!endif
Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
RequestExecutionLevel user
; retry or cancel if a file cannot be written: an incomplete upgrade would not start
AllowSkipFiles off

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tezgah"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"

Name "Tezgâh"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Tezgah"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "Tezgâh ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey /LANG=0 "ProductName" "Tezgâh"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Tezgâh"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Tezgâh"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\tezgah.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(START_NOW)"

; setup asks for the language once; the uninstaller uses the same
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"

!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; the first one is used if Windows has neither
!insertmacro MUI_LANGUAGE "Turkish"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString START_NOW ${LANG_TURKISH} "Tezgâh'ı şimdi başlat"
LangString START_NOW ${LANG_ENGLISH} "Start Tezgâh now"
LangString PROGRAM_PART ${LANG_TURKISH} "Tezgâh"
LangString PROGRAM_PART ${LANG_ENGLISH} "Tezgâh"
LangString DESKTOP_PART ${LANG_TURKISH} "Masaüstüne kısayol"
LangString DESKTOP_PART ${LANG_ENGLISH} "Shortcut on the desktop"
LangString LOGIN_PART ${LANG_TURKISH} "Bilgisayarla birlikte başlat"
LangString LOGIN_PART ${LANG_ENGLISH} "Start with the computer"
LangString PROGRAM_HELP ${LANG_TURKISH} "Siparişleri alan program ve Başlat menüsündeki kısayolu."
LangString PROGRAM_HELP ${LANG_ENGLISH} "The program that receives orders, and its shortcut in the Start menu."
LangString DESKTOP_HELP ${LANG_TURKISH} "Masaüstüne bir kısayol koyar."
LangString DESKTOP_HELP ${LANG_ENGLISH} "Puts a shortcut on the desktop."
LangString LOGIN_HELP ${LANG_TURKISH} "Oturum açılınca küçültülmüş olarak başlar; sonra ayarlardan değiştirilebilir."
LangString LOGIN_HELP ${LANG_ENGLISH} "Starts minimised at login; can be changed later in the settings."
LangString IS_RUNNING ${LANG_TURKISH} "Tezgâh çalışıyor. Menüsünden kapatın, sonra Yeniden Dene'ye basın. Sipariş beklerken kurmayın."
LangString IS_RUNNING ${LANG_ENGLISH} "Tezgâh is running. Quit it from its menu, then press Retry. Do not install while orders wait."
LangString TOO_OLD ${LANG_TURKISH} "Tezgâh için 64 bit Windows 10 ya da daha yenisi gerekir. Hiçbir şey kurulmadı."
LangString TOO_OLD ${LANG_ENGLISH} "Tezgâh needs 64-bit Windows 10 or newer. Nothing was installed."
LangString DATA_KEPT ${LANG_TURKISH} "Siparişler ve ayarlar silinmedi. Yerleri:"
LangString DATA_KEPT ${LANG_ENGLISH} "Orders and settings were not deleted. They are in:"

; The file of a running program cannot be opened for writing. Only the user ends the program: orders may arrive.
!macro FAIL_IF_OPEN FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    FileOpen $0 "$INSTDIR\${FILE}" a
    FileClose $0
  ${EndIf}
!macroend

!macro WAIT_UNTIL_QUIT UN
Function ${UN}WaitUntilQuit
  again:
    ClearErrors
    !insertmacro FAIL_IF_OPEN "tezgah.exe"
    !insertmacro FAIL_IF_OPEN "tezgah-cli.exe"
    IfErrors 0 done
    ; silent setup: change nothing and return an exit code
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  done:
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_QUIT ""
!insertmacro WAIT_UNTIL_QUIT "un."

Section "$(PROGRAM_PART)" SEC_PROGRAM
  SectionIn RO
  Call WaitUntilQuit
  ; remove old files, which the new version could load
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FILES}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Tezgâh.lnk" "$INSTDIR\tezgah.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Tezgâh"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "Tezgâh"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\tezgah.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "$(DESKTOP_PART)" SEC_DESKTOP
  CreateShortcut "$DESKTOP\Tezgâh.lnk" "$INSTDIR\tezgah.exe"
SectionEnd

Section "$(LOGIN_PART)" SEC_LOGIN
  ; the value that the program's setting writes and removes; an existing one may name the user's data folder
  ReadRegStr $0 HKCU "${RUN}" "Tezgah"
  ${If} $0 == ""
    WriteRegStr HKCU "${RUN}" "Tezgah" '"$INSTDIR\tezgah.exe" --minimised'
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_PROGRAM} "$(PROGRAM_HELP)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_DESKTOP} "$(DESKTOP_HELP)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_LOGIN} "$(LOGIN_HELP)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
  ; Qt needs this: report an old computer before the program fails to start
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  ; an upgrade keeps choices, including those made in the program
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
    ReadRegStr $1 HKCU "${RUN}" "Tezgah"
    ${If} $1 == ""
      SectionGetFlags ${SEC_LOGIN} $2
      IntOp $2 $2 & ${SECTION_OFF}
      SectionSetFlags ${SEC_LOGIN} $2
    ${EndIf}
    ${IfNot} ${FileExists} "$DESKTOP\Tezgâh.lnk"
      SectionGetFlags ${SEC_DESKTOP} $2
      IntOp $2 $2 & ${SECTION_OFF}
      SectionSetFlags ${SEC_DESKTOP} $2
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilQuit
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\tezgah.exe"
  Delete "$INSTDIR\tezgah-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; not /r: keep files of others
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Tezgâh.lnk"
  Delete "$DESKTOP\Tezgâh.lnk"
  DeleteRegValue HKCU "${RUN}" "Tezgah"
  DeleteRegKey HKCU "${KEY}"
  MessageBox MB_OK|MB_ICONINFORMATION "$(DATA_KEPT)$\r$\n$LOCALAPPDATA\tezgah" /SD IDOK
SectionEnd
