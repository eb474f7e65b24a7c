import type { CSSProperties } from 'react';

interface Props {
  readonly label: string;
  readonly testId: string;
  readonly title?: string;
  readonly max: number;
  readonly value: number;
  readonly valueText: string;
  readonly onChange: (value: number) => void;
  /** On a double click. */
  readonly onReset: () => void;
}

/** The browser's own range, drawn with the part up to the knob filled. */
export function Slider({ label, testId, title, max, value, valueText, onChange, onReset }: Props) {
  const filled = { '--share': value / max } as CSSProperties;
  return (
    <input
      type="range"
      className="slider"
      data-testid={testId}
      style={filled}
      aria-label={label}
      aria-valuetext={valueText}
      title={title}
      min={0}
      max={max}
      value={value}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      onDoubleClick={onReset}
    />
  );
}
