import { useState } from "react";
import { inputStyle } from "@/components/ui/field";
import { instantOfNairobiMinute, nairobiMinute } from "@/lib/time";

/** While a year is typed, its first digits are years too: nobody looks back as far. */
const EARLIEST = new Date("2000-01-01T00:00:00Z");

type Props = {
  id: string;
  moment: Date;
  latest: Date;
  onMoment: (moment: Date) => void;
};

/** An exact minute on Nairobi's clocks. What is typed stays as it is until it is a moment that has passed. */
export function MomentField({ id, moment, latest, onMoment }: Props) {
  const shown = nairobiMinute(moment);
  const [text, setText] = useState(shown);
  const [followed, setFollowed] = useState(shown);
  if (followed !== shown) {
    setFollowed(shown);
    setText(shown);
  }
  return (
    <input
      id={id}
      type="datetime-local"
      className={inputStyle}
      max={nairobiMinute(latest)}
      value={text}
      onChange={({ target: { value } }) => {
        setText(value);
        const typed = instantOfNairobiMinute(value);
        if (typed && typed >= EARLIEST && typed <= latest) onMoment(typed);
      }}
    />
  );
}
