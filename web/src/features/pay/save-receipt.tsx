import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { saveFile } from "@/lib/save-file";
import { fetchReceipt } from "./api";
import { useLanguage } from "./language";

export function SaveReceipt({ id, receipt }: { id: string; receipt: string }) {
  const { words } = useLanguage();
  const save = useMutation({
    mutationFn: () => fetchReceipt(id),
    onSuccess: (file) => saveFile(file, `receipt-${receipt}.pdf`),
  });
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        look="quiet"
        size="small"
        className="h-auto! min-h-8 whitespace-normal! text-left"
        aria-label={`${words.pay.saveReceipt} ${receipt}`}
        disabled={save.isPending}
        onClick={() => save.mutate()}
      >
        <Download aria-hidden />
        {words.pay.saveReceipt}
      </Button>
      {save.isError && (
        <p role="alert" className="text-bad text-sm">
          {words.pay.notSaved}
        </p>
      )}
    </div>
  );
}
