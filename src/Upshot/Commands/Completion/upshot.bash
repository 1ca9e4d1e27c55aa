# Completion of upshot in bash. For every shell to come:
#   upshot completion bash > ~/.local/share/bash-completion/completions/upshot
_upshot() {
    local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" said
    COMPREPLY=()
    while IFS= read -r said; do
        if [[ $said == "$word"* ]]; then COMPREPLY+=("$said"); fi
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -o bashdefault -F _upshot upshot
